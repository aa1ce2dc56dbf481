package io.barline.stream;

import io.barline.access.Access;
import io.barline.access.AccessSettings;
import io.barline.access.Admission;
import io.barline.access.Occupancy;
import io.barline.access.Traffic;
import io.barline.wire.ClientLimits;
import io.barline.wire.Refusal;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.springframework.web.server.ServerWebExchange;

/** Gives connections their identity. */
record Gate(Access access, AccessSettings settings, Occupancy occupancy, Traffic traffic) {

  /**
   * The identity of whoever makes that request.
   *
   * @throws Refusal where there is no place left
   */
  Identity admit(ServerWebExchange exchange) {
    Admission admission = exchange.getRequiredAttribute(Admission.ATTRIBUTE);
    return identity(admission);
  }

  Identity identity(Admission admission) {
    return new Identity(access, settings, occupancy, admission);
  }

  SignIn signIn(
      Identity identity,
      Subscriptions subscriptions,
      Mailbox mailbox,
      ClientLimits limits,
      Executor loop,
      LongSupplier nanoTime) {
    return new SignIn(access, traffic, identity, subscriptions, mailbox, limits, loop, nanoTime);
  }
}

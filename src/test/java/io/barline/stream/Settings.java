package io.barline.stream;

import io.barline.access.Admission;
import io.barline.access.Grant;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.util.unit.DataSize;

/** Settings with small limits. */
final class Settings {
  private Settings() {}

  static StreamSettings small() {
    return small(64);
  }

  static StreamSettings small(int queueMessages) {
    return new StreamSettings(
        Duration.ofSeconds(15),
        3,
        DataSize.ofKilobytes(4),
        queueMessages,
        65_536,
        10_000,
        DataSize.ofMegabytes(1),
        Duration.ofMillis(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5));
  }

  /** Where no keys are asked for. */
  static Gate gate() {
    return Keyless.gate();
  }

  static Identity local() {
    return gate().identity(new Admission(Grant.LOCAL, "127.0.0.1", true));
  }

  /** A conversation with a client who may have everything. */
  static SignIn signIn(Subscriptions subscriptions, Mailbox mailbox) {
    return signIn(local(), subscriptions, mailbox, () -> 0);
  }

  /**
   * A conversation with somebody else.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  static SignIn signIn(
      Identity identity, Subscriptions subscriptions, Mailbox mailbox, LongSupplier nanoTime) {
    return gate()
        .signIn(identity, subscriptions, mailbox, small().limits(), Runnable::run, nanoTime);
  }
}

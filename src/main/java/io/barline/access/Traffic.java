package io.barline.access;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts requests and failed attempts against what is allowed. Any thread. */
public final class Traffic {
  private final Rates requests = new Rates();
  private final Rates addresses = new Rates();
  private final Rates failures = new Rates();
  private final AccessSettings settings;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Traffic(AccessSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /**
   * Counts a REST request of an address.
   *
   * @return null where it is allowed
   */
  public @Nullable Excess request(String address) {
    return request(addresses, address, "your address", settings.quotas());
  }

  /** The same of a principal; whoever is served without a key is nobody in particular. */
  public @Nullable Excess request(Principal principal) {
    return principal.equals(Principal.LOCAL)
        ? null
        : request(requests, principal.id(), principal.id(), principal.quotas());
  }

  private @Nullable Excess request(Rates rates, String name, String who, Quotas quotas) {
    long seconds =
        rates.take(name, 60L * quotas.requests(), quotas.requestBurst(), nanoTime.getAsLong());
    return seconds == 0
        ? null
        : new Excess(
            "%s may send %d requests a second, %d at once, and sends more"
                .formatted(who, quotas.requests(), quotas.requestBurst()),
            seconds);
  }

  /**
   * Counts a request that was allowed as several more, as it takes as long. What is beyond the
   * quota is missing until it has returned.
   */
  public void add(Admission admission, int more) {
    Grant grant = admission.grant();
    Principal principal = grant == null ? Principal.LOCAL : grant.principal();
    if (!principal.equals(Principal.LOCAL)) {
      add(requests, principal.id(), principal.quotas(), more);
    } else if (!admission.isLocal()) {
      add(addresses, admission.address(), settings.quotas(), more);
    }
  }

  private void add(Rates rates, String name, Quotas quotas, int more) {
    rates.owe(name, 60L * quotas.requests(), quotas.requestBurst(), more, nanoTime.getAsLong());
  }

  /** Counts that an address showed what is not valid. */
  public void failed(String address) {
    var _ =
        failures.take(
            address,
            settings.failuresPerMinute(),
            settings.failuresPerMinute(),
            nanoTime.getAsLong());
  }

  /**
   * Whether an address may show something after all that was not valid.
   *
   * @return null where it may
   */
  public @Nullable Excess mayTry(String address) {
    long seconds = failures.wait(address, nanoTime.getAsLong());
    return seconds == 0
        ? null
        : new Excess(
            "your address may show %d keys or tokens a minute that are not valid, and has shown"
                    .formatted(settings.failuresPerMinute())
                + " more",
            seconds);
  }
}

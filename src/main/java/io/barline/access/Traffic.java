package io.barline.access;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts requests and failed attempts against what is allowed. Any thread. */
public final class Traffic {
  /** A hundred pages that come back at once have a few patterns each. */
  private static final int LOOK_UPS_PER_REQUEST = 5;

  private final Rates requests = new Rates();
  private final Rates addresses = new Rates();
  private final Rates failures = new Rates();
  private final Rates lookUps = new Rates();
  private final Rates addressLookUps = new Rates();
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
   * Counts what a request has looked up beyond what every request may, apart from requests: a page
   * that comes back with all its topics is not to use up what its owner may ask for.
   *
   * @param lookUps patterns, or as many times fifty topics
   * @return null where that is allowed
   */
  public @Nullable Excess lookUp(Admission admission, int lookUps) {
    Grant grant = admission.grant();
    Principal principal = grant == null ? Principal.LOCAL : grant.principal();
    if (lookUps == 0 || (principal.equals(Principal.LOCAL) && admission.isLocal())) {
      return null;
    }
    return principal.equals(Principal.LOCAL)
        ? lookUp(addressLookUps, admission.address(), "your address", settings.quotas(), lookUps)
        : lookUp(this.lookUps, principal.id(), principal.id(), principal.quotas(), lookUps);
  }

  private @Nullable Excess lookUp(
      Rates rates, String name, String who, Quotas quotas, int lookUps) {
    int atOnce = LOOK_UPS_PER_REQUEST * quotas.requestBurst();
    long seconds = rates.take(name, 60L * quotas.requests(), atOnce, lookUps, nanoTime.getAsLong());
    return seconds == 0
        ? null
        : new Excess(
            "%s may have %d patterns, or as many times fifty topics, looked up a second, %d at once"
                    .formatted(who, quotas.requests(), atOnce)
                + ", and asks for more",
            seconds);
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

package io.barline.access;

import java.util.function.LongSupplier;

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
   * @return 0 where it is allowed, else in how many seconds one is
   */
  public long request(String address) {
    Quotas usual = settings.quotas();
    return addresses.take(
        address, 60L * usual.requests(), usual.requestBurst(), nanoTime.getAsLong());
  }

  /** The same of a principal; whoever is served without a key is nobody in particular. */
  public long request(Principal principal) {
    Quotas quotas = principal.quotas();
    return principal.equals(Principal.LOCAL)
        ? 0
        : requests.take(
            principal.id(), 60L * quotas.requests(), quotas.requestBurst(), nanoTime.getAsLong());
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
   * @return 0 where it may, else in how many seconds
   */
  public long mayTry(String address) {
    return failures.wait(address, nanoTime.getAsLong());
  }
}

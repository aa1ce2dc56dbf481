package io.barline.history;

import io.barline.exchange.RestUnavailable;
import io.barline.market.Instrument;
import java.time.Duration;

/** A look at what the exchange tells afterwards: it is of use soon, or not at all. */
final class AuditErrand implements Errand {
  /** How long after it is due it may still be asked for. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  static final String SKIPPED =
      "audit skipped: it had no turn within %d seconds".formatted(LONGEST_WAIT.toSeconds());

  private final Errand look;
  private final Told told;
  private final long due;
  private final long expiry;

  /** Takes what came of it, on the lane. */
  interface Told {
    void found(long now);

    void unavailable(String reason, long now);
  }

  /**
   * @param look what is asked for
   * @param settled before when it is not asked, even where the look is due, nanoseconds since the
   *     epoch
   * @param now nanoseconds since the epoch
   */
  AuditErrand(Errand look, Told told, long settled, long now) {
    this.look = look;
    this.told = told;
    this.due = Math.max(look.due(), settled);
    this.expiry = Math.max(due, now) + LONGEST_WAIT.toNanos();
  }

  /**
   * Of trades, which tells them as their search does; {@code settled} is when they are all there.
   */
  static AuditErrand ofTrades(Errand search, long settled, long now) {
    return new AuditErrand(
        search,
        new Told() {
          @Override
          public void found(long at) {
            search.found(at);
          }

          @Override
          public void unavailable(String reason, long at) {
            search.unavailable(reason, at);
          }
        },
        settled,
        now);
  }

  /** Of the bar of the minute that begins at {@code from}. */
  static AuditErrand ofBars(BarErrand search, long from, Findings findings, long now) {
    Instrument instrument = search.instrument();
    return new AuditErrand(
        search,
        new Told() {
          @Override
          public void found(long at) {
            findings.audited(instrument, from, search.found(), at);
          }

          @Override
          public void unavailable(String reason, long at) {
            findings.auditUnavailable(instrument, from, reason, at);
          }
        },
        search.due(),
        now);
  }

  @Override
  public Instrument instrument() {
    return look.instrument();
  }

  @Override
  public Kind kind() {
    return Kind.AUDITS;
  }

  @Override
  public long due() {
    return due;
  }

  @Override
  public long expiry() {
    return expiry;
  }

  @Override
  public Step ask() throws RestUnavailable, InterruptedException {
    return look.ask();
  }

  @Override
  public void found(long now) {
    told.found(now);
  }

  @Override
  public void unavailable(String reason, long now) {
    told.unavailable(reason, now);
  }
}

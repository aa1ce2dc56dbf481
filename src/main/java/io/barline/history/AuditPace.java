package io.barline.history;

import io.barline.exchange.RestAccess;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import io.barline.market.UtcNanos;
import java.time.Clock;

/** A REST interface that is asked so seldom that it costs little of what the exchange allows. */
final class AuditPace implements RestAccess {
  /** Which part of what the exchange allows it takes at most: one of so many. */
  static final int SHARE = 8;

  private final RestAccess rest;
  private final Clock clock;
  private final Repair.Pause pause;

  /** The time in which one unit of weight may be used. */
  private final long perWeight;

  private long next = Long.MIN_VALUE;

  AuditPace(RestAccess rest, RestBudget budget, Clock clock, Repair.Pause pause) {
    this.rest = rest;
    this.clock = clock;
    this.pause = pause;
    this.perWeight = SHARE * budget.window().toNanos() / budget.weight();
  }

  @Override
  public byte[] ask(RestRequest request) throws RestUnavailable, InterruptedException {
    long wait = reserve(request.weight());
    if (wait > 0) {
      pause.sleep(wait);
    }
    return rest.ask(request);
  }

  /** How long it has to be waited before it is asked. */
  private synchronized long reserve(int weight) {
    long now = UtcNanos.now(clock);
    long at = Math.max(now, next);
    next = at + weight * perWeight;
    return at - now;
  }
}

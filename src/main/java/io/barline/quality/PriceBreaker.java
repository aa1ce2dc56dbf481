package io.barline.quality;

import io.barline.market.Decimal;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The price circuit breaker of one instrument: a trade too far from the last accepted price is held
 * until it is clear whether the market went there.
 *
 * <p>Held trades stand in levels: one that is within the limit of the newest of a level joins it. A
 * level is released when enough trades are near it, when the mid of the best bid and ask is near
 * it, when the exchange's REST interface has one of its trades, or when the price that it was held
 * against is too old to say anything. It is rejected when enough trades elsewhere came after it and
 * it was not confirmed for a while, or when the mid stays elsewhere for long. Where nothing speaks
 * for or against it, it stays held. When no more can be held, the oldest level is released if it
 * has more trades than came elsewhere since, and rejected otherwise.
 *
 * <p>Times are the gateway's, in nanoseconds since the epoch. An accepted trade allocates nothing.
 */
public final class PriceBreaker {
  private final BreakerSettings settings;
  private final Nearness nearness;
  private final Midpoint mid;
  private final Decisions decisions;
  private final List<SuspectLevel> levels = new ArrayList<>(0);
  private final long patience;
  private final long longest;
  private final long referenceAge;
  private int held;

  /** The newest accepted price; null before the first trade. */
  private @Nullable Decimal reference;

  private long referenceSeen;
  private long referenceTime = Long.MIN_VALUE;

  /** The price before the last release, and the exchange time at which it ended. */
  private @Nullable Decimal former;

  private long formerUntil;

  /** Hears what becomes of trades that do not count at once. */
  public interface Decisions {
    /**
     * A trade is held.
     *
     * @param first whether it is the first at that level
     */
    void held(Trade trade, boolean first, Decimal against, String reason);

    /** The trades of a level count now, the oldest first. */
    void released(List<Trade> trades, Decimal against, String reason, long now);

    /** The trades of a level count for nothing. */
    void rejected(List<Trade> trades, Decimal against, String reason, long now);
  }

  /**
   * @param settings those {@link BreakerSettings#of} the instrument
   */
  public PriceBreaker(BreakerSettings settings, Decisions decisions) {
    this.settings = settings;
    this.decisions = decisions;
    this.nearness = new Nearness(settings.limit());
    this.mid = new Midpoint(nearness, settings.midAge().toNanos());
    this.patience = settings.patience().toNanos();
    this.longest = settings.longest().toNanos();
    this.referenceAge = settings.referenceAge().toNanos();
  }

  /**
   * Whether a trade that is new and valid counts at once. Otherwise it is held, or was released
   * with others before this returns.
   */
  public boolean accepts(Trade trade) {
    long now = trade.receiveTime();
    if (!levels.isEmpty()) {
      decideByTime(now);
    }
    Decimal against = against(now);
    if (against == null || nearness.isNear(trade.price(), against) || isFormer(trade)) {
      accept(trade, now);
      return true;
    }
    Decimal middle = mid.at(now);
    if (middle != null && nearness.isNear(trade.price(), middle)) {
      if (trade.exchangeTime() >= referenceTime) {
        leave(trade.exchangeTime());
      }
      confirmByMid(now);
      accept(trade, now);
      return true;
    }
    if (held == settings.maxHeld()) {
      decideByMajority(levels.getFirst(), now);
      return accepts(trade);
    }
    hold(trade, against, now);
    return false;
  }

  /** What a trade is compared with; null where nothing is known. */
  private @Nullable Decimal against(long now) {
    return reference != null && now - referenceSeen <= referenceAge ? reference : mid.at(now);
  }

  /** Whether it came late, from before the price changed. */
  private boolean isFormer(Trade trade) {
    return former != null
        && trade.exchangeTime() < formerUntil
        && nearness.isNear(trade.price(), former);
  }

  private void accept(Trade trade, long now) {
    if (!levels.isEmpty()) {
      weigh(trade, now);
    }
    refer(trade, now);
  }

  /** An accepted trade speaks for the levels that are near it, and against the others. */
  private void weigh(Trade trade, long now) {
    for (SuspectLevel level : List.copyOf(levels)) {
      if (!nearness.isNear(trade.price(), level.price())) {
        level.contradict();
      } else if (level.isConfirmedWith(trade, settings.confirmations())) {
        release(level, "trades near it were accepted", now);
      }
    }
    decideByTime(now);
  }

  private void refer(Trade trade, long now) {
    if (trade.exchangeTime() >= referenceTime) {
      reference = trade.price();
      referenceTime = trade.exchangeTime();
      referenceSeen = now;
    }
  }

  /** The market goes elsewhere from that exchange time on. */
  private void leave(long exchangeTime) {
    former = reference;
    formerUntil = exchangeTime;
  }

  private void hold(Trade trade, Decimal against, long now) {
    SuspectLevel level = levelOf(trade.price());
    boolean first = level == null;
    if (level == null) {
      level = new SuspectLevel(against, now);
      levels.add(level);
    }
    level.add(trade);
    held++;
    decisions.held(
        trade,
        first,
        level.reference,
        "%s is further than %s from %s".formatted(trade.price(), settings.limit(), against));
    if (mid.at(now) == null && level.isConfirmedBy(settings.confirmations())) {
      release(level, level.size() + " trades agree", now);
      releaseNear(now);
    }
  }

  private @Nullable SuspectLevel levelOf(Decimal price) {
    for (SuspectLevel level : levels) {
      if (nearness.isNear(price, level.price())) {
        return level;
      }
    }
    return null;
  }

  /** The best bid and ask are known; one that is empty has price 0. */
  public void touch(Decimal bid, Decimal ask, long now) {
    mid.see(bid, ask, now);
    if (!levels.isEmpty()) {
      confirmByMid(now);
    }
  }

  /** Time passed. */
  public void advance(long now) {
    if (!levels.isEmpty()) {
      decideByTime(now);
    }
  }

  /**
   * Trades that the exchange's REST interface has: a level with one of them is released, and the
   * newest price is compared with from now on.
   */
  public void confirmBy(List<Trade> found, long now) {
    for (SuspectLevel level : List.copyOf(levels)) {
      if (levels.contains(level) && level.isAmong(found)) {
        release(level, "the exchange's REST interface has them", now);
      }
    }
    for (Trade trade : found) {
      refer(trade, now);
    }
  }

  /** Whether trades are held. */
  public boolean isHolding() {
    return held > 0;
  }

  private void confirmByMid(long now) {
    Decimal middle = mid.at(now);
    if (middle != null) {
      for (SuspectLevel level : List.copyOf(levels)) {
        if (nearness.isNear(level.price(), middle)) {
          release(level, "the middle of bid and ask is " + middle, now);
        }
      }
    }
  }

  private void decideByTime(long now) {
    Decimal middle = mid.at(now);
    for (SuspectLevel level : List.copyOf(levels)) {
      long waited = now - level.since;
      if (middle != null && nearness.isNear(level.price(), middle)) {
        release(level, "the middle of bid and ask is " + middle, now);
      } else if (level.contradictions() >= settings.contradictions() && waited >= patience) {
        reject(
            level,
            level.contradictions() + " trades elsewhere came after it and too few agreed",
            now);
      } else if (middle != null && waited >= longest) {
        reject(level, "the middle of bid and ask is " + middle + " for long", now);
      } else if (waited > referenceAge && against(now) == null) {
        release(level, "the price that it was held against is too old to say anything", now);
      }
    }
  }

  private void decideByMajority(SuspectLevel level, long now) {
    String reason =
        "%d trades are held, and no more can be; %d came elsewhere"
            .formatted(level.size(), level.contradictions());
    if (level.size() > level.contradictions()) {
      release(level, reason, now);
      releaseNear(now);
    } else {
      reject(level, reason, now);
    }
  }

  /** Other levels that are near the price that counts now. */
  private void releaseNear(long now) {
    for (SuspectLevel level : List.copyOf(levels)) {
      if (reference != null && nearness.isNear(level.price(), reference)) {
        release(level, "trades near it were confirmed", now);
      }
    }
  }

  private void release(SuspectLevel level, String reason, long now) {
    forget(level);
    if (level.trades().getLast().exchangeTime() >= referenceTime) {
      leave(level.trades().getFirst().exchangeTime());
    }
    for (Trade trade : level.trades()) {
      refer(trade, now);
    }
    decisions.released(level.trades(), level.reference, reason, now);
  }

  private void reject(SuspectLevel level, String reason, long now) {
    forget(level);
    decisions.rejected(level.trades(), level.reference, reason, now);
  }

  private void forget(SuspectLevel level) {
    levels.remove(level);
    held -= level.size();
  }
}

package io.barline.feed;

import io.barline.market.MarketEvent;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one stream's freshness: its pace, what last came, and how far the gateway went
 * to find out why nothing comes. The steps are {@link Freshness}'s. Times are nanoseconds since the
 * epoch.
 */
final class Vigil {
  final Pace pace = new Pace();
  Rung rung = Rung.CALM;

  /** When the exchange last confirmed the subscription; 0 while it has not. */
  long confirmedAt;

  /** When it is looked after again; of no meaning while calm. */
  long next;

  /** How long it may be silent from here on, for as long as nothing comes; 0 while calm. */
  long patience;

  /** What {@link #patience} was when the silence became suspicious. */
  long usualPatience;

  /** Whether the exchange is being asked. */
  boolean underWay;

  /** Counts what makes an answer that is under way void. */
  int epoch;

  /** Whether the last answer was that the exchange has what did not come. */
  boolean withheld;

  /** Whether something was withheld, and nothing was done that makes it be searched for. */
  boolean missed;

  /** Whether the last answer was that there is nothing that did not come. */
  boolean proven;

  /** How many answers since data last came told nothing. */
  int unknown;

  /** Since when it would be asked for if the exchange could be asked; 0 where it could. */
  long postponedSince;

  /** Whether its connection was replaced for a silence that nothing proved. */
  boolean replacedUnproven;

  /** How long a stream that was begun anew has to bring data, in nanoseconds. */
  long proof;

  /** When it was last subscribed anew for its silence. */
  long renewedAt;

  /** Its connection is not replaced before. */
  long notBefore;

  /** How long its connection is not replaced again, after the next time. */
  long pause;

  /** The best prices that the exchange told when it was last asked; null where it was not. */
  Look.@Nullable Top seen;

  private @Nullable MarketEvent newest;

  /** Whether its market is closed. */
  private boolean closed;

  /** How far the gateway went. */
  enum Rung {
    CALM,
    /** The exchange is asked. */
    SUSPECT,
    /** It was subscribed anew. */
    RENEWED,
    /** Its connection was replaced. */
    REPLACED
  }

  boolean isCalm() {
    return rung == Rung.CALM;
  }

  /** Whether it can be told how silent it is. */
  boolean isWatched() {
    return confirmedAt != 0;
  }

  /**
   * Whether the subscription was confirmed before that time of the exchange: what is older was sent
   * because of it, however old it was by then.
   */
  boolean covers(long exchangeTime) {
    return isWatched() && exchangeTime >= confirmedAt;
  }

  /** Its market is closed; whether it was not before. */
  boolean closes() {
    boolean wasOpen = !closed;
    closed = true;
    if (wasOpen) {
      rung = Rung.CALM;
      settle();
    }
    return wasOpen;
  }

  /** Its market is open: what was silent while it was closed is expected from now on. */
  void opens(long now) {
    if (closed) {
      closed = false;
      pace.interrupted();
      confirmed(now);
    }
  }

  /** Whether it has had its time to bring data since it was last begun anew. */
  boolean hadItsProof(long now) {
    return now - Math.max(renewedAt, confirmedAt) > proof;
  }

  /**
   * Whether something may have been withheld: data came before, and nobody knows yet that there was
   * none.
   */
  boolean isSuspect() {
    return rung == Rung.SUSPECT && !proven && pace.last() != 0;
  }

  /** Since when nothing came. */
  long silentSince() {
    return Math.max(pace.last(), confirmedAt);
  }

  /** What last came; null where nothing did. */
  @Nullable MarketEvent newest() {
    return newest;
  }

  /**
   * Data came.
   *
   * @return whether it is new: trades that are sent again on subscribing show nothing
   */
  boolean arrived(MarketEvent event, long now) {
    if (event instanceof Trade trade && newest instanceof Trade last && !isAfter(trade, last)) {
      return false;
    }
    newest = event;
    if (rung != Rung.CALM) {
      calm();
    }
    pace.arrived(now);
    return true;
  }

  /** By time: ids don't ascend everywhere. */
  static boolean isAfter(Trade trade, Trade last) {
    boolean same = trade.sequence() != Trade.NO_SEQUENCE && trade.sequence() == last.sequence();
    return !same && trade.exchangeTime() > last.exchangeTime();
  }

  private void calm() {
    if (withheld) {
      pace.interrupted(); // its silence was not the market's
    } else if (proven && pace.last() != 0) {
      pace.proven(Math.min(patience, 2 * usualPatience));
    }
    rung = Rung.CALM;
    replacedUnproven = false;
    settle();
  }

  private void settle() {
    epoch++;
    patience = 0;
    withheld = false;
    missed = false;
    proven = false;
    unknown = 0;
    postponedSince = 0;
    seen = null;
  }

  /** The exchange confirmed the subscription, for the first time or anew. */
  void confirmed(long now) {
    confirmedAt = now;
    epoch++;
    seen = null;
    if (rung != Rung.CALM) {
      next = Math.max(next, now + proof);
    }
  }

  /** Nothing can come until it is confirmed again. */
  void interrupted() {
    confirmedAt = 0;
    pace.interrupted();
    if (rung == Rung.REPLACED) {
      epoch++;
    } else {
      rung = Rung.CALM;
      settle();
    }
  }

  /** From when on a silence is suspicious. */
  long patience(UpstreamChannel channel, FreshSettings settings) {
    long least = settings.minSilence().toNanos();
    long most = settings.maxSilence().toNanos();
    if (channel instanceof UpstreamChannel.Klines(var interval)) {
      return Math.max(least, 2 * (interval.end(0) - interval.start(0)));
    }
    boolean unknown = pace.last() == 0 || pace.usual() == 0;
    long first = unknown ? settings.firstData().toNanos() : 0;
    return Math.clamp(Math.max(pace.suspicious(), first), least, most);
  }

  /** A silence in words: {@code 7.2 s}, {@code 12 min}. */
  static String words(long nanos) {
    long tenths = nanos / (UtcNanos.SECOND / 10);
    if (tenths < 1) {
      return nanos / UtcNanos.MILLISECOND + " ms";
    }
    long seconds = tenths / 10;
    return seconds < 100
        ? seconds + "." + tenths % 10 + " s"
        : seconds < 6_000 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }
}

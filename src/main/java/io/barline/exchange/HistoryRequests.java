package io.barline.exchange;

import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How bars and trades of the past are asked for. Times are nanoseconds since the epoch. */
public interface HistoryRequests {
  /** The most bars that one answer holds. */
  int maxBars();

  /**
   * The request for the exchange's own bars that begin within {@code [from, to)}, of which there
   * must be no more than {@link #maxBars}.
   *
   * @return null where the exchange has no bars of that interval
   */
  @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to);

  /**
   * Reads the answer, the oldest bar first. A bar whose window is not over at {@code receiveTime}
   * is not {@link Bar#closed}.
   *
   * @throws MalformedAnswer if the body is not such an answer
   */
  HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime);

  /** How many of an interval's newest bars can be had; windows without a bar count too. */
  default int keptBars() {
    return Integer.MAX_VALUE;
  }

  /**
   * Whether every window since the instrument was listed has a bar, a flat one where nothing
   * traded, so that one that is not told is not told yet. Where not, that may also mean that
   * nothing traded.
   */
  default boolean tellsEmptyBars(Instrument instrument) {
    return false;
  }

  /**
   * How long after the end of a window its bar and its trades may still change, because trades are
   * reported late; zero where what is told first stays.
   */
  default Duration settling() {
    return Duration.ZERO;
  }

  /**
   * Whether those bars are known to hold all trades and nothing else, so that trades can be checked
   * against them.
   */
  default boolean holdsAllTrades() {
    return true;
  }

  /**
   * Whether trades are known to have the ids that they are streamed with. Where not, an answer is
   * believed only where it holds the trade that is known.
   */
  default boolean tellsStreamedIds() {
    return true;
  }

  /** Whether trades can be asked for at all; where not, {@link #trades} is of no use. */
  default boolean hasTrades() {
    return true;
  }

  /** How far back trades can be had. */
  enum Reach {
    /** From any id on: {@link Trade#sequence} counts up by one. */
    ID,
    /** From any time on. */
    TIME,
    /** The newest only, as many as one answer holds. */
    NEWEST
  }

  Reach reach();

  /** The most trades that one answer holds; 0 where that is not known. */
  int maxTrades(Instrument instrument);

  /**
   * The request for the trades that follow one that is known, the oldest of them first where more
   * follow than one answer holds; for the newest ones by {@link Reach#NEWEST}. By {@link Reach#ID}
   * and {@link Reach#TIME} the answer begins with the known one, or with all of its time, which
   * shows that REST has got so far.
   *
   * @param afterSequence the id of the known one; {@link Trade#NO_SEQUENCE} where it has no number,
   *     or where by {@link Reach#ID} none is known: then the newest are asked for
   * @param afterTime its exchange time
   */
  RestRequest trades(Instrument instrument, long afterSequence, long afterTime);

  /**
   * Reads the answer, the oldest trade first.
   *
   * @throws MalformedAnswer if the body is not such an answer
   */
  HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime);
}

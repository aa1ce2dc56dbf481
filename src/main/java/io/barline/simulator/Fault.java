package io.barline.simulator;

import io.barline.market.Decimal;
import java.time.Duration;

/**
 * Something that goes wrong at a simulated exchange; {@link Faulty} begins and ends it. None
 * changes what really happened: REST and a market's own record tell it as it was.
 */
public sealed interface Fault {
  /** Happens at once and is over; there is nothing to end. */
  sealed interface Once extends Fault {}

  /** New connections and REST requests are answered 503. Open connections go on. */
  record Refuse() implements Fault {}

  /** All connections are cut without a close frame: the client's sockets are reset. */
  record Drop() implements Once {}

  /** All connections are closed with a close frame. */
  record Close(int code, String reason) implements Once {}

  /**
   * The handshakes of new connections are answered, and nothing else ever: no replies, no pings, no
   * pongs, no data, no close frame. They stay so when the fault has ended, until the client closes
   * them. Connections that were open before go on.
   */
  record HalfOpen() implements Fault {}

  /** Pings and replies go on, no data comes; what happens meanwhile is lost to the streams. */
  record Mute() implements Fault {}

  /** Everything on connections is sent so much later, in order; what waits at the end is sent. */
  record Slow(Duration delay) implements Fault {
    public Slow {
      positive("delay", delay);
    }
  }

  /** Each trade is sent twice. */
  record Duplicate() implements Fault {}

  /** Of each pair of neighbouring trades of a market, the second is sent before the first. */
  record Reorder() implements Fault {}

  /** Each {@code oneIn}-th trade of a market is lost to the streams; 1 loses all. */
  record Lose(int oneIn) implements Fault {
    public Lose {
      atLeastOne("oneIn", oneIn);
    }
  }

  /** Each market leaves out {@code count} trade ids, behind which there is nothing anywhere. */
  record SkipIds(int count) implements Once {
    public SkipIds {
      atLeastOne("count", count);
    }
  }

  /**
   * The next data frame, and about one in eight from then on, has bytes replaced and is no JSON any
   * more; what it held is lost to the stream.
   */
  record Corrupt() implements Fault {}

  /** As {@link Corrupt}, but the frame ends too early. */
  record Truncate() implements Fault {}

  /**
   * As {@link Corrupt}, but the frame is right and filled with spaces to at least so many bytes.
   */
  record Oversize(int bytes) implements Fault {
    public Oversize {
      atLeastOne("bytes", bytes);
    }
  }

  /**
   * After the next trade of a market, and after about one in eight from then on, it is told twice
   * more to its own stream: under a symbol that does not exist, and under that of another
   * instrument.
   */
  record WrongSymbol() implements Fault {}

  /**
   * After the next trade of a market, and after about one in eight from then on, another is told
   * that never happened: with a price below zero and an id of its own.
   */
  record NegativePrice() implements Fault {}

  /**
   * Each market tells one trade that never happened, with an id of its own: at {@code factor} times
   * the last price, for example {@code "1.5"}.
   */
  record Spike(String factor) implements Once {
    public Spike {
      if (Decimal.parse(factor).signum() <= 0) {
        throw new IllegalArgumentException("factor must be above zero: " + factor);
      }
    }
  }

  /**
   * REST requests are answered {@code status}, with a body as the exchange sends it and, unless
   * {@code retryAfter} is zero, a {@code Retry-After} in seconds.
   */
  record Rest(int status, Duration retryAfter) implements Fault {
    public Rest {
      refusing(status);
    }
  }

  /** New connections are answered {@code status}, with {@code Retry-After} as {@link Rest}. */
  record Handshake(int status, Duration retryAfter) implements Fault {
    public Handshake {
      refusing(status);
    }
  }

  /**
   * Subscriptions are confirmed, but those made while it lasts get no data until they are made anew
   * (where the exchange refuses to repeat one: ended and made anew) after it has ended.
   */
  record AckOnly() implements Fault {}

  /** New subscriptions to that one symbol are answered as those to a symbol that does not exist. */
  record Reject(String nativeSymbol) implements Fault {}

  /**
   * The exchange's clock, by which trades and all that it sends are stamped, is so much ahead;
   * behind where negative. Trades that happen meanwhile keep these times.
   */
  record Skew(Duration by) implements Fault {}

  /**
   * Connections are closed at that age, those that are older at once. Binance's spot announces it a
   * tenth of that time before, by {@code serverShutdown}.
   */
  record Lifetime(Duration age) implements Fault {
    public Lifetime {
      positive("age", age);
    }
  }

  /** Markets that trade by themselves do so that many times as often. */
  record Burst(int times) implements Fault {
    public Burst {
      atLeastOne("times", times);
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be above zero: " + value);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }

  private static void refusing(int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be from 400 to 599: " + status);
    }
  }
}

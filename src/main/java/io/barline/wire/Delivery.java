package io.barline.wire;

import io.barline.market.Channel;
import org.jspecify.annotations.Nullable;

/** How the messages of a topic get to a client that may read more slowly than they come. */
public sealed interface Delivery {
  /** Each message; a client that falls too far behind is closed. */
  record Lossless() implements Delivery {
    @Override
    public String code() {
      return "lossless";
    }
  }

  /**
   * The latest state only.
   *
   * @param everyMillis least time between two, 0 to 60000; with 0 the latest whenever the client
   *     can take it
   */
  record Conflate(int everyMillis) implements Delivery {
    static final int MOST_MILLIS = 60_000;

    public Conflate {
      within("every", everyMillis, 0, MOST_MILLIS);
    }

    @Override
    public String code() {
      return "conflate";
    }
  }

  /**
   * The newest data; what is dropped is counted and told.
   *
   * @param queue most data messages that wait, at least 1
   */
  record DropOldest(int queue) implements Delivery {
    static final int PRESET_QUEUE = 1_000;

    public DropOldest {
      within("queue", queue, 1, Integer.MAX_VALUE);
    }

    @Override
    public String code() {
      return "drop_oldest";
    }
  }

  /**
   * Many messages in one.
   *
   * @param count most data messages in a batch, 1 to 1000
   * @param everyMillis how long the first message of a batch waits for more, 1 to 60000
   * @param queue most data messages that wait in finished batches before the client is closed, at
   *     least {@code count}
   */
  record Batch(int count, int everyMillis, int queue) implements Delivery {
    static final int MOST_COUNT = 1_000;
    static final int MOST_MILLIS = 60_000;
    static final int PRESET_COUNT = 100;
    static final int PRESET_MILLIS = 1_000;
    static final int PRESET_QUEUE = 1_000;

    public Batch {
      within("count", count, 1, MOST_COUNT);
      within("every", everyMillis, 1, MOST_MILLIS);
      within("queue", queue, count, Integer.MAX_VALUE);
    }

    @Override
    public String code() {
      return "batch";
    }
  }

  /** Each change of an order book; a client that falls behind gets the whole book anew. */
  record Snapshot() implements Delivery {
    @Override
    public String code() {
      return "snapshot";
    }
  }

  /** The name on the wire. */
  String code();

  /** What a client gets that asks for nothing. */
  static Delivery presetOf(Channel channel) {
    return switch (channel) {
      case Channel.Trades _, Channel.Bars _, Channel.Status _ -> new Lossless();
      case Channel.Quotes _, Channel.Ticker _ -> new Conflate(0);
      case Channel.Book _ -> new Snapshot();
    };
  }

  /** Why a channel can't be had this way, as a sentence; null where it can. */
  default @Nullable String misfit(Channel channel) {
    boolean book = channel instanceof Channel.Book;
    return switch (this) {
      case Lossless _, Conflate _ -> null;
      case DropOldest _, Batch _ ->
          book
              ? "delivery of an order book is snapshot, conflate or lossless, not \""
                  + code()
                  + "\": each change builds on the one before"
              : null;
      case Snapshot _ ->
          book
              ? null
              : "delivery is lossless, conflate, drop_oldest or batch, not \"snapshot\", which is"
                  + " for order books";
    };
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d to %d: %d".formatted(name, least, most, value));
    }
  }
}

package io.barline.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.Batch;
import io.barline.wire.Control;
import io.barline.wire.Cursor;
import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.barline.wire.MessageType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers the events of one SSE client, and knows of the last {@link #REMEMBERED} how far the
 * client had come in each topic. An event that does not take it further has no number, so that the
 * client keeps the one that it has. On the client's event loop.
 *
 * <p>A client that lost its connection between the snapshots of a topic must get them again. So the
 * status that comes first takes it nowhere; and in an order book only what tells of the book does,
 * since all else may come while the client has none.
 */
final class EventLog {
  static final int REMEMBERED = 2_048;

  private static final int ENTRY_BYTES = 12;
  private static final int PLACE_BYTES = 160;
  private static final int BASE_BYTES = 256;
  private static final int MOST_DIGITS = 19;

  /** How far the client has come in one epoch of a topic. */
  private static final class Place {
    final Topic topic;
    final String epoch;
    final boolean book;

    /** The highest number that it was sent. */
    long highest;

    /** Where it was before all that the ring tells of; negative: nowhere. */
    long before;

    Place(Topic topic, String epoch, long before) {
      this.topic = topic;
      this.epoch = epoch;
      this.book = topic.channel() instanceof Channel.Book;
      this.highest = before;
      this.before = before;
    }

    /** Whether the client gets further by that message. */
    boolean takes(Encoded message) {
      if (book) {
        highest = message.seq();
        return message.book() != null;
      }
      highest = Math.max(highest, message.seq());
      return !message.isSnapshot() || message.type() != MessageType.STATUS;
    }
  }

  private final byte[] head;
  private final byte[] digits = new byte[MOST_DIGITS];

  /** By epoch: no two streams have the same. In the order in which they were first sent. */
  private final Map<String, Place> places = new LinkedHashMap<>();

  /** What each event told of and its number there: a ring, a power of two long. */
  private Place[] topics = new Place[16];

  private long[] seqs = new long[16];
  private long last;

  EventLog(String session) {
    this.head = ("id: " + session + "-").getBytes(US_ASCII);
  }

  /** Tells where the client goes on in a topic that it had before. */
  void resume(Topic topic, Cursor cursor) {
    places.put(cursor.epoch(), new Place(topic, cursor.epoch(), cursor.seq()));
  }

  /** Writes the id of an event that is about to be written, if it takes the client further. */
  void number(Message message, ByteBuf to) {
    switch (message) {
      case Encoded encoded -> number(encoded, to);
      case Batch batch -> number(batch.last(), to);
      case Control _ -> {}
    }
  }

  private void number(Encoded message, ByteBuf to) {
    Place place = places.get(message.epoch());
    if (place == null) {
      place = new Place(message.topic(), message.epoch(), -1);
      places.put(message.epoch(), place);
    }
    if (place.takes(message)) {
      remember(place);
      to.writeBytes(head);
      int from = digitsOf(last);
      to.writeBytes(digits, from, MOST_DIGITS - from).writeByte('\n');
    }
  }

  private void remember(Place place) {
    if (last == topics.length && last < REMEMBERED) {
      topics = Arrays.copyOf(topics, 2 * topics.length);
      seqs = Arrays.copyOf(seqs, 2 * seqs.length);
    }
    int slot = (int) (last & (topics.length - 1));
    if (last >= topics.length) {
      topics[slot].before = seqs[slot];
    }
    topics[slot] = place;
    seqs[slot] = place.highest;
    last++;
  }

  /** Writes the digits to the end of {@link #digits}; where they begin. */
  private int digitsOf(long value) {
    int at = MOST_DIGITS;
    for (long rest = value; rest > 0; rest /= 10) {
      digits[--at] = (byte) ('0' + rest % 10);
    }
    return at;
  }

  /**
   * How far the client had come when it had the event of that number; empty where that is not known
   * any more, or never was.
   */
  Map<Topic, Cursor> cursors(long number) {
    Map<Topic, Cursor> cursors = new HashMap<>();
    long oldest = Math.max(1, last - topics.length);
    if (number < oldest || number > last) {
      return cursors;
    }
    for (Place place : places.values()) {
      if (place.before >= 0) {
        cursors.put(place.topic, new Cursor(place.epoch, place.before));
      }
    }
    for (long n = Math.max(0, last - topics.length); n < number; n++) {
      int slot = (int) (n & (topics.length - 1));
      cursors.put(topics[slot].topic, new Cursor(topics[slot].epoch, seqs[slot]));
    }
    return cursors;
  }

  /** About how much memory it takes. */
  long bytes() {
    return BASE_BYTES + (long) ENTRY_BYTES * topics.length + (long) PLACE_BYTES * places.size();
  }
}

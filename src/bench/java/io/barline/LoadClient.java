package io.barline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.market.UtcNanos;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client of the gateway: counts all messages, checks each one's sequence number, and measures how
 * old some of them are.
 */
final class LoadClient extends LoadSocket {
  /** One trade in this many is measured. */
  private static final int SAMPLED = 8;

  private static final int TYPE_AT = "{'type':'".length();
  private static final int BEFORE_TOPIC = "','topic':'".length();
  private static final int BEFORE_EPOCH = "','epoch':'".length();
  private static final int BEFORE_SEQ = "','seq':".length();
  private static final int BEFORE_ID = ",'id':'".length();
  private static final int AFTER_TIME = "'}".length();
  private static final byte[] REVISION = "\"revision\":".getBytes(UTF_8);
  private static final byte[] SNAPSHOT = ",\"snapshot\"".getBytes(UTF_8);
  private static final long DAY = 86_400 * UtcNanos.SECOND;

  private final List<String> topics;
  private final LoadTally tally;
  private final @Nullable LoadTap tap;
  private final List<Sequence> sequences = new ArrayList<>();
  private int lastSequence;
  private int turn;
  private boolean answered;

  /** When the herd that this is one of came back, as {@link System#nanoTime}; 0 for no herd. */
  private long cameBack;

  private boolean leaving;

  /** How far a topic was heard. */
  private static final class Sequence {
    final byte[] topic;
    byte[] epoch = {};
    long last = -1;

    Sequence(byte[] topic) {
      this.topic = topic;
    }
  }

  /**
   * @param topics what to subscribe to
   * @param tap knows when the exchange sent the trades of {@code BTC/USDT}; null for none
   */
  LoadClient(URI gateway, List<String> topics, LoadTally tally, @Nullable LoadTap tap) {
    super(gateway);
    this.topics = topics;
    this.tally = tally;
    this.tap = tap;
  }

  @Override
  void opened() {
    tally.opened++;
    String resume =
        sequences.stream()
            .map(
                each ->
                    "\"%s\":{\"epoch\":\"%s\",\"seq\":%d}"
                        .formatted(
                            new String(each.topic, UTF_8),
                            new String(each.epoch, UTF_8),
                            each.last))
            .collect(Collectors.joining(","));
    send(
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"],\"resume\":{%s}}"
            .formatted(String.join("\",\"", topics), resume));
  }

  /** The end of its connection is no fault any more. */
  void leave() {
    leaving = true;
  }

  /** The same client on its next connection: it goes on where this one was. */
  LoadClient successor(long now) {
    LoadClient next = new LoadClient(uri(), topics, tally, tap);
    next.sequences.addAll(sequences);
    next.cameBack = now;
    return next;
  }

  @Override
  void message(byte[] bytes, int from, int to, long receipt) {
    if (tally.measuring) {
      tally.messages++;
      tally.bytes += to - from;
    }
    switch (bytes[from + TYPE_AT]) {
      case 't' -> {
        int idAt = number(bytes, from, "trade".length());
        if (tally.measuring) {
          tally.trades++;
          if (++turn % SAMPLED == 0 && idAt > 0) {
            trade(bytes, from, to, idAt, receipt);
          }
        }
      }
      case 'b' -> {
        int next = number(bytes, from, "bar".length());
        if (tally.measuring && next > 0) {
          tally.bars++;
          tally.revisions += isRevision(bytes, next, to) ? 1 : 0;
          int start = start(bytes, to - AFTER_TIME);
          LoadTally.record(tally.barsFromGateway, receipt - time(bytes, start, receipt));
        }
      }
      case 's' -> number(bytes, from, "status".length());
      case 'h' -> tally.greeted++;
      case 'a' -> answer(new String(bytes, from, to - from, UTF_8));
      default -> tally.fault(new String(bytes, from, to - from, UTF_8)); // gap, lag, error
    }
  }

  private void answer(String ack) {
    if (ack.contains("\"error\"")) {
      tally.fault(ack);
    } else if (!answered) {
      answered = true;
      tally.subscribed++;
      if (cameBack != 0) {
        tally.resumed++;
        tally.recovered += ack.contains("\"recovered\":true") ? 1 : 0;
        LoadTally.record(tally.answers, System.nanoTime() - cameBack);
      }
    }
  }

  /**
   * Checks that the number of a message about a topic follows the last one.
   *
   * @return where the message goes on behind it; 0 for a snapshot, which is not counted
   */
  private int number(byte[] bytes, int from, int typeLength) {
    int topicAt = from + TYPE_AT + typeLength + BEFORE_TOPIC;
    int topicEnd = quote(bytes, topicAt);
    int epochAt = topicEnd + BEFORE_EPOCH;
    int epochEnd = quote(bytes, epochAt);
    int at = epochEnd + BEFORE_SEQ;
    long number = LoadTap.number(bytes, at);
    while (bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (Arrays.equals(bytes, at, at + SNAPSHOT.length, SNAPSHOT, 0, SNAPSHOT.length)) {
      return 0;
    }
    Sequence sequence = sequence(bytes, topicAt, topicEnd);
    if (!Arrays.equals(bytes, epochAt, epochEnd, sequence.epoch, 0, sequence.epoch.length)) {
      if (sequence.epoch.length > 0) {
        tally.fault("another epoch of " + new String(sequence.topic, UTF_8));
      }
      sequence.epoch = Arrays.copyOfRange(bytes, epochAt, epochEnd);
    } else if (number != sequence.last + 1) {
      tally.fault(
          "%s: number %d after %d"
              .formatted(new String(sequence.topic, UTF_8), number, sequence.last));
    }
    sequence.last = number;
    return at;
  }

  private Sequence sequence(byte[] bytes, int from, int to) {
    for (int i = 0; i < sequences.size(); i++) {
      if (lastSequence >= sequences.size()) {
        lastSequence = 0;
      }
      Sequence sequence = sequences.get(lastSequence);
      if (Arrays.equals(bytes, from, to, sequence.topic, 0, sequence.topic.length)) {
        return sequence;
      }
      lastSequence++;
    }
    Sequence added = new Sequence(Arrays.copyOfRange(bytes, from, to));
    sequences.add(added);
    return added;
  }

  private static boolean isRevision(byte[] bytes, int from, int to) {
    for (int i = from; i + REVISION.length < to; i++) {
      if (Arrays.equals(bytes, i, i + REVISION.length, REVISION, 0, REVISION.length)) {
        return bytes[i + REVISION.length] != '0';
      }
    }
    return false;
  }

  private void trade(byte[] bytes, int from, int to, int idAt, long receipt) {
    int start = start(bytes, to - AFTER_TIME);
    LoadTally.record(tally.tradesFromGateway, receipt - time(bytes, start, receipt));
    if (tap != null && isOfTap(bytes, from)) {
      tap.received(LoadTap.number(bytes, idAt + BEFORE_ID), receipt);
    }
  }

  private static boolean isOfTap(byte[] bytes, int from) {
    int symbolAt = from + "{'type':'trade','topic':'binance:trades:".length();
    return bytes[symbolAt] == 'B'; // the others' names begin with L
  }

  private static int quote(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '"') {
      at++;
    }
    return at;
  }

  /** Where the string that ends at {@code end} starts. */
  private static int start(byte[] bytes, int end) {
    int at = end - 1;
    while (bytes[at] != '"') {
      at--;
    }
    return at + 1;
  }

  /** An ISO-8601 time in nanoseconds since the epoch, within half a day of {@code near}. */
  private static long time(byte[] bytes, int from, long near) {
    int at = from + "2026-11-22T".length();
    long seconds = 3_600 * two(bytes, at) + 60 * two(bytes, at + 3) + two(bytes, at + 6);
    long fraction = 0;
    long unit = UtcNanos.SECOND;
    for (at += 9; bytes[at] != 'Z'; at++) {
      fraction = 10 * fraction + bytes[at] - '0';
      unit /= 10;
    }
    long time = near - Math.floorMod(near, DAY) + seconds * UtcNanos.SECOND + fraction * unit;
    return time - near > DAY / 2 ? time - DAY : time;
  }

  private static long two(byte[] bytes, int at) {
    return 10L * (bytes[at] - '0') + (bytes[at + 1] - '0');
  }

  @Override
  void ended(String reason) {
    if (!leaving) {
      tally.fault("the gateway ended a connection: " + reason);
    }
  }
}

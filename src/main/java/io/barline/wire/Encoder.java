package io.barline.wire;

import static io.barline.wire.JsonBuffer.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.RepairedTrade;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.Trade;
import java.util.EnumMap;
import java.util.Map;

/** Encodes the events of one stream: a topic within one epoch. May be used by any thread. */
public final class Encoder {
  private static final byte[] TOPIC = key("topic");
  private static final byte[] EPOCH = key("epoch");
  private static final byte[] SEQ = key("seq");
  private static final byte[] SIMULATED = ",\"simulated\":true".getBytes(UTF_8);
  private static final byte[] SNAPSHOT = ",\"snapshot\":true".getBytes(UTF_8);

  private static final long OF_TOPIC = 1;

  private final Topic topic;
  private final String epoch;
  private final boolean simulated;

  /** What stands before the sequence number. */
  private final Map<MessageType, byte[]> heads = new EnumMap<>(MessageType.class);

  /**
   * @param simulated whether what the stream tells is made up; each message says so
   */
  public Encoder(Topic topic, String epoch, boolean simulated) {
    this.topic = topic;
    this.epoch = epoch;
    this.simulated = simulated;
    for (MessageType type : MessageType.values()) {
      heads.put(type, head(type));
    }
  }

  private byte[] head(MessageType type) {
    JsonBuffer json = JsonBuffer.ofThread().raw('{');
    json.key(ServerMessages.TYPE).code(type.code());
    json.key(TOPIC).string(topic.toString());
    json.key(EPOCH).string(epoch);
    return json.key(SEQ).toBytes();
  }

  /** The message that tells of {@code event} as number {@code seq} of the stream. */
  public Encoded encode(long seq, MarketEvent event) {
    return encode(seq, 0, event);
  }

  /**
   * The same where it may continue another.
   *
   * @param previous the number of the data before it, on which a change of an order book builds
   */
  public Encoded encode(long seq, long previous, MarketEvent event) {
    return encode(seq, previous, event, false);
  }

  /** The same for a newcomer, who is told that it is old. */
  public Encoded snapshot(long seq, MarketEvent event) {
    return encode(seq, 0, event, true);
  }

  private Encoded encode(long seq, long previous, MarketEvent event, boolean snapshot) {
    MessageType type = EventJson.typeOf(event);
    JsonBuffer json = JsonBuffer.ofThread().raw(requireNonNull(heads.get(type))).number(seq);
    if (simulated) {
      json.raw(SIMULATED);
    }
    if (snapshot) {
      json.raw(SNAPSHOT);
    }
    EventJson.write(event, previous, json);
    byte[] bytes = json.raw('}').toBytes();
    return new Encoded(
        type,
        BookKind.of(event),
        topic,
        epoch,
        seq,
        snapshot,
        stateOf(event),
        bytes,
        event.receiveTime());
  }

  /** An open bar is the state of its window, other data that of the whole topic. */
  private static long stateOf(MarketEvent event) {
    return switch (event) {
      case Trade _, Quote _, Ticker _ -> OF_TOPIC;
      case RepairedTrade _ -> Encoded.PAST;
      case Bar bar -> bar.closed() ? Encoded.NO_STATE : bar.timestamp();
      case BookSnapshot _, BookDelta _, BookReset _ -> Encoded.NO_STATE;
      case FeedStatus _, Gap _, GapFilled _, Quarantine _ -> Encoded.NO_STATE;
    };
  }
}

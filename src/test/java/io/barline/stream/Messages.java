package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.ProtocolSchema;
import io.barline.market.Topic;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import io.barline.wire.Message;
import java.util.ArrayList;
import java.util.List;

/** Messages to put into mailboxes, and what is read out of them. */
final class Messages {
  private static final Topic TOPIC = Market.trades("A");
  private static final Encoder ENCODER = new Encoder(TOPIC, "e", false);

  private Messages() {}

  static Encoded of(long seq) {
    return ENCODER.encode(seq, Market.gap(TOPIC, "x"));
  }

  static Encoded of(long seq, int length) {
    return ENCODER.encode(seq, Market.gap(TOPIC, "x".repeat(length)));
  }

  /** Takes all that waits. */
  static List<String> taken(Mailbox mailbox) {
    List<String> taken = new ArrayList<>();
    mailbox.beginTaking();
    Message message;
    while ((message = mailbox.poll()) != null) {
      taken.add(ProtocolSchema.checkedText(new String(message.json(), UTF_8)));
    }
    return taken;
  }
}

package io.barline.wire;

import io.barline.market.Topic;

/** A message about a topic, encoded once and shared by all who get it. */
public final class Encoded {
  private final MessageType type;
  private final Topic topic;
  private final String epoch;
  private final long seq;
  private final byte[] json;
  private final long receiveTime;

  public Encoded(
      MessageType type, Topic topic, String epoch, long seq, byte[] json, long receiveTime) {
    this.type = type;
    this.topic = topic;
    this.epoch = epoch;
    this.seq = seq;
    this.json = json;
    this.receiveTime = receiveTime;
  }

  public MessageType type() {
    return type;
  }

  public Topic topic() {
    return topic;
  }

  public String epoch() {
    return epoch;
  }

  public long seq() {
    return seq;
  }

  /** The whole message, UTF-8. It is shared: nobody changes it. */
  public byte[] json() {
    return json;
  }

  /** When the gateway received what this tells of, nanoseconds since the epoch. */
  public long receiveTime() {
    return receiveTime;
  }
}

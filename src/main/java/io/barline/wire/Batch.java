package io.barline.wire;

/** Several messages of a topic that one client gets as one. */
public final class Batch implements Message {
  private final Encoded last;
  private final byte[] json;

  Batch(Encoded last, byte[] json) {
    this.last = last;
    this.json = json;
  }

  /** The last of the messages: who has the batch has heard the topic up to it. */
  public Encoded last() {
    return last;
  }

  @Override
  public byte[] json() {
    return json;
  }

  @Override
  public byte[] sse() {
    return ServerSentEvent.of("batch", json);
  }
}

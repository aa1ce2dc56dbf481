package io.barline.wire;

/** A message of the conversation with one client: it has neither a topic's epoch nor a number. */
public final class Control implements Message {
  private final String type;
  private final byte[] json;
  private final byte[] sse;

  Control(String type, byte[] json) {
    this(type, json, ServerSentEvent.of(type, json));
  }

  Control(String type, byte[] json, byte[] sse) {
    this.type = type;
    this.json = json;
    this.sse = sse;
  }

  /** The message's {@code type} on the wire. */
  public String type() {
    return type;
  }

  @Override
  public byte[] json() {
    return json;
  }

  @Override
  public byte[] sse() {
    return sse;
  }
}

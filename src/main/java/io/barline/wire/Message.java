package io.barline.wire;

/** A message to a client: one or more events of a topic, or a part of its conversation. */
public sealed interface Message permits Encoded, Batch, Control {
  /** The whole message, UTF-8. It is shared: nobody changes it. */
  byte[] json();

  /** The message as a Server-Sent Event without an id, UTF-8, shared as well. */
  byte[] sse();

  /** The message as the payload of a compressed WebSocket frame that stands by itself. */
  default byte[] deflated() {
    return Deflated.of(json());
  }
}

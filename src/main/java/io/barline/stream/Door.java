package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.wire.CloseCode;
import io.barline.wire.Message;
import io.barline.wire.ServerMessages;
import io.netty.buffer.ByteBuf;

/** The ways in, and what messages look like on each. */
enum Door {
  /**
   * Whole frames are written, header included, so that many messages make one buffer and one write.
   * A server's frames are not masked, and compressed ones need none of those before, so that a
   * frame is the header and the shared bytes (RFC 6455, section 5.2).
   */
  WEBSOCKET("ws") {
    private static final int FINAL_TEXT = 0x81;

    // The first reserved bit says so (RFC 7692, section 6).
    private static final int FINAL_TEXT_COMPRESSED = 0xc1;

    private static final int PONG = 0x8a;
    private static final int TWO_LENGTH_BYTES = 126;
    private static final int EIGHT_LENGTH_BYTES = 127;

    @Override
    void write(Message message, ByteBuf to) {
      write(FINAL_TEXT, message.json(), to);
    }

    @Override
    void writeCompressed(Message message, ByteBuf to) {
      write(FINAL_TEXT_COMPRESSED, message.deflated(), to);
    }

    private static void write(int first, byte[] payload, ByteBuf to) {
      to.writeByte(first);
      if (payload.length < TWO_LENGTH_BYTES) {
        to.writeByte(payload.length);
      } else if (payload.length < 1 << 16) {
        to.writeByte(TWO_LENGTH_BYTES).writeShort(payload.length);
      } else {
        to.writeByte(EIGHT_LENGTH_BYTES).writeLong(payload.length);
      }
      to.writeBytes(payload);
    }

    @Override
    void writePong(byte[] payload, ByteBuf to) {
      write(PONG, payload, to);
    }

    @Override
    void write(Farewell farewell, ByteBuf to) {
      // The close frame follows.
    }
  },

  SSE("sse") {
    @Override
    void write(Message message, ByteBuf to) {
      to.writeBytes(message.sse());
    }

    @Override
    void writePong(byte[] payload, ByteBuf to) {
      // A stream of events has no pings.
    }

    @Override
    void write(Farewell farewell, ByteBuf to) {
      CloseCode code = farewell.code();
      if (code != null) {
        to.writeCharSequence("retry: " + farewell.reconnectAfter().toMillis() + "\n", UTF_8);
        to.writeBytes(ServerMessages.goodbye(code, farewell.sentence()).sse());
      }
    }
  };

  private final String code;

  Door(String code) {
    this.code = code;
  }

  /** The name in metrics and reports. */
  String code() {
    return code;
  }

  abstract void write(Message message, ByteBuf to);

  /** Writes a message to a client of compressed ones; where batches are compressed, as to any. */
  void writeCompressed(Message message, ByteBuf to) {
    write(message, to);
  }

  /** Writes the answer to a ping frame, if this door has any (RFC 6455, section 5.5.3). */
  abstract void writePong(byte[] payload, ByteBuf to);

  /** Writes the last words, if this door has any in its stream. */
  abstract void write(Farewell farewell, ByteBuf to);
}

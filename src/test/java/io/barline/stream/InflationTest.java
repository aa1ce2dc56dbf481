package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.wire.CloseCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Compressed messages that are far longer than they look. */
class InflationTest {
  private static final TestGateway GATEWAY =
      TestGateway.start("test.loops=1", "barline.stream.max-message=16KB");
  private static final int BOMB = 50 << 20;
  private static final int MOST_ALLOCATED = 4 << 20;

  /** Three of them are more than is read of a message. */
  private static final int PART = 30_000;

  private static final int LAST = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int TEXT = 1;
  private static final int CONTINUATION = 0;

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @Test
  void aBombIsNotInflated() throws Exception {
    byte[] bomb = new Deflation().message(new byte[BOMB]);
    assertThat(bomb.length).isLessThan(4 * 16 * 1_024);
    try (RawClient client = client()) {
      ping(client);
      long before = GATEWAY.accepted().allocated();
      client.write(frame(LAST | COMPRESSED | TEXT, bomb));
      assertThat(client.read().closeCode()).isEqualTo(CloseCode.TOO_BIG.number());
      assertThat(GATEWAY.accepted().allocated() - before).isLessThan(MOST_ALLOCATED);
    }
  }

  @Test
  void partsThatAreTooLongTogetherAreNotCollected() throws Exception {
    Deflation deflation = new Deflation();
    try (RawClient client = client()) {
      ping(client);
      client.write(frame(COMPRESSED | TEXT, deflation.part(PART)));
      client.write(frame(CONTINUATION, deflation.part(PART)));
      client.write(frame(CONTINUATION, deflation.part(PART)));
      assertThat(client.read().closeCode()).isEqualTo(CloseCode.TOO_BIG.number());
    }
  }

  private static RawClient client() throws Exception {
    return new RawClient(
        GATEWAY, "?compression=true", "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  }

  /** Shows that what is compressed is read, and has the classes loaded that it takes. */
  private static void ping(RawClient client) throws Exception {
    byte[] request =
        new Deflation()
            .message(("{\"type\":\"ping\",\"x\":\"" + "0".repeat(9_000) + "\"}").getBytes(UTF_8));
    assertThat(client.readCompressed()).contains("\"type\":\"hello\"");
    client.write(frame(LAST | COMPRESSED | TEXT, request));
    assertThat(client.readCompressed()).contains("\"type\":\"pong\"");
  }

  /** A frame that is masked with zeros, which leave it as it is. */
  private static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) 0xfe).putShort((short) payload.length);
    }
    return Arrays.copyOf(frame.putInt(0).put(payload).array(), frame.position());
  }

  /** What a client deflates. */
  private static final class Deflation {
    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);

    /** A whole message, without the four bytes that each would end with (RFC 7692, 7.2.1). */
    byte[] message(byte[] plain) {
      byte[] all = deflated(plain);
      return Arrays.copyOf(all, all.length - 4);
    }

    /** So many zeros of a message that goes on. */
    byte[] part(int length) {
      return deflated(new byte[length]);
    }

    private byte[] deflated(byte[] plain) {
      deflater.setInput(plain);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] some = new byte[8_192];
      int length;
      while ((length = deflater.deflate(some, 0, some.length, Deflater.SYNC_FLUSH)) > 0) {
        out.write(some, 0, length);
      }
      return out.toByteArray();
    }
  }
}

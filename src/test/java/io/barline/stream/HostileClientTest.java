package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Clients that send what they should not. */
class HostileClientTest {
  private static final TestGateway GATEWAY =
      TestGateway.start(
          "barline.stream.max-message=4KB",
          "barline.stream.idle=400ms",
          "barline.access.quotas.messages=1",
          "barline.access.quotas.message-burst=50");
  private static final int CLOSE = 8;
  private static final int TEXT = 1;
  private static final int CONTINUATION = 0;
  private static final int PING = 9;
  private static final int PONG = 10;

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  /** A frame that is masked with zeros, which leave it as it is. */
  private static byte[] frame(boolean last, int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(8 + payload.length);
    frame.put((byte) ((last ? 0x80 : 0) | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) 0xfe).putShort((short) payload.length);
    }
    return Arrays.copyOf(frame.putInt(0).put(payload).array(), frame.position());
  }

  private static int closeCode(RawClient client) throws Exception {
    RawClient.Frame frame = client.read();
    while (frame.opcode() != CLOSE) {
      frame = client.read();
    }
    return frame.closeCode();
  }

  @Test
  void textThatIsNotUtf8EndsTheConnection() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      client.write(frame(true, TEXT, new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'}));
      assertThat(closeCode(client)).isEqualTo(1007);
    }
  }

  @Test
  void aMessageInEndlessFragmentsIsNotCollected() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      byte[] part = " ".repeat(1_000).getBytes(UTF_8);
      client.write(frame(false, TEXT, part));
      for (int i = 0; i < 16; i++) {
        client.write(frame(false, CONTINUATION, part));
      }
      assertThat(closeCode(client)).isEqualTo(1009);
    }
  }

  @Test
  void aPingIsAnsweredWithWhatItHas() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      client.write(frame(true, PING, "still there?".getBytes(UTF_8)));
      RawClient.Frame answer = client.read();
      while (answer.opcode() == TEXT) {
        answer = client.read();
      }
      assertThat(answer.opcode()).isEqualTo(PONG);
      assertThat(answer.text()).isEqualTo("still there?");
    }
  }

  @Test
  void aFloodOfPingsIsCountedAsMessagesAre() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      client.write(many(300, PING, "xx"));
      int pongs = 0;
      RawClient.Frame frame = client.read();
      while (frame.opcode() != CLOSE) {
        pongs += frame.opcode() == PONG ? 1 : 0;
        frame = client.read();
      }
      assertThat(frame.closeCode()).isEqualTo(4029);
      assertThat(pongs).isBetween(1, 250);
    }
  }

  @Test
  void whoFloodsPingsAndReadsNothingIsCutOff() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      byte[] pings = many(1_000, PING, "x".repeat(125));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 200; i++) {
                  client.write(pings);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFloodOfPongsThatAnswerNothingIsCountedAsMessagesAre() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      client.write(many(300, PONG, "xx"));
      assertThat(client.read().text()).contains("hello");
      assertThat(client.read().text()).contains("\"code\":\"rate_limited\",\"number\":203");
      assertThat(closeCode(client)).isEqualTo(4029);
    }
    try (RawClient client = new RawClient(GATEWAY)) {
      client.write(many(3, PONG, ""));
      client.send("{\"type\":\"ping\"}");
      assertThat(client.read().text()).contains("hello");
      assertThat(client.read().text()).contains("\"type\":\"pong\"");
    }
  }

  private static byte[] many(int count, int opcode, String payload) {
    byte[] frame = frame(true, opcode, payload.getBytes(UTF_8));
    ByteBuffer frames = ByteBuffer.allocate(count * frame.length);
    while (frames.hasRemaining()) {
      frames.put(frame);
    }
    return frames.array();
  }

  @Test
  void deepNestingIsAnErrorAndNothingElse() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      client.send("{\"type\":\"ping\",\"x\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}");
      assertThat(client.read().text()).contains("hello");
      assertThat(client.read().text()).contains("bad_request", "nests at most 8 deep");
      client.send("{\"type\":\"ping\"}");
      assertThat(client.read().text()).contains("pong");
    }
  }

  @Test
  void whoWantsNothingAndSaysNothingIsSentAway() throws Exception {
    try (RawClient idle = new RawClient(GATEWAY);
        TestClient listens = new TestClient(GATEWAY)) {
      assertThat(listens.subscribe("x:trades:A")).contains("ack");
      assertThat(closeCode(idle)).isEqualTo(4031);
      assertThat(listens.closed).isNotDone();
    }
  }
}

package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  static final int MAX = 50_000;

  private final List<String> read = new ArrayList<>();
  private final FrameReader reader = new FrameReader(MAX, this::take);

  private boolean take(byte[] frame, int length) {
    String text = new String(frame, 0, length, UTF_8);
    read.add(text);
    return !text.equals("stop");
  }

  private static ByteBuf bytes(List<String> frames) {
    ByteBuf bytes = Unpooled.buffer();
    for (String frame : frames) {
      byte[] payload = frame.getBytes(UTF_8);
      bytes.writeInt(payload.length).writeBytes(payload);
    }
    return bytes;
  }

  @Test
  void readsFramesThatAreCutAnywhere() {
    List<String> frames = List.of("a\0b\0", "", "naïve", "z");
    int all = bytes(frames).readableBytes();
    for (int first = 0; first <= all; first++) {
      for (int second = first; second <= all; second++) {
        read.clear();
        ByteBuf bytes = bytes(frames);
        assertThat(reader.read(bytes.readSlice(first))).isNull();
        assertThat(reader.read(bytes.readSlice(second - first))).isNull();
        assertThat(reader.read(bytes)).isNull();
        assertThat(read).isEqualTo(frames);
        assertThat(reader.unfinished()).isNull();
      }
    }
  }

  @Property(tries = 300)
  void anyFramesInAnyCutArriveAsTheyWereSent(
      @ForAll @Size(max = 30) List<@IntRange(max = MAX) Integer> lengths,
      @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 1, max = 9_000) Integer> cuts) {
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      frames.add(String.valueOf((char) ('a' + i % 26)).repeat(lengths.get(i)));
    }
    List<String> told = new ArrayList<>(); // those of this try alone
    FrameReader fresh =
        new FrameReader(MAX, (frame, length) -> told.add(new String(frame, 0, length, UTF_8)));
    ByteBuf bytes = bytes(frames);
    for (int i = 0; bytes.isReadable(); i++) {
      int cut = Math.min(cuts.get(i % cuts.size()), bytes.readableBytes());
      assertThat(fresh.read(bytes.readSlice(cut))).isNull();
    }
    assertThat(told).isEqualTo(frames);
  }

  @Test
  void readsAFrameOfTheMostBytes() {
    assertThat(reader.read(bytes(List.of("x".repeat(MAX), "y")))).isNull();
    assertThat(read).containsExactly("x".repeat(MAX), "y");
  }

  @ParameterizedTest
  @ValueSource(ints = {MAX + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void namesALengthThatIsNotAccepted(int length) {
    ByteBuf bytes = bytes(List.of("first")).writeInt(length).writeBytes(new byte[9]);
    assertThat(reader.read(bytes))
        .isEqualTo(
            "a frame of %d bytes was announced, and at most 50000 are accepted",
            Integer.toUnsignedLong(length));
    assertThat(read).containsExactly("first");
  }

  @Test
  void readsNoFurtherOnceNoMoreIsWanted() {
    assertThat(reader.read(bytes(List.of("first", "stop", "third")))).isNull();
    assertThat(read).containsExactly("first", "stop");
  }

  @Test
  void saysHowMuchOfAFrameIsThere() {
    assertThat(reader.unfinished()).isNull();
    ByteBuf bytes = bytes(List.of("payload"));
    assertThat(reader.read(bytes.readSlice(3))).isNull();
    assertThat(reader.unfinished()).isEqualTo("3 of 4 bytes of a frame's length");
    assertThat(reader.read(bytes.readSlice(1))).isNull();
    assertThat(reader.unfinished()).isEqualTo("0 of 7 bytes of a frame");
    assertThat(reader.read(bytes.readSlice(5))).isNull();
    assertThat(reader.unfinished()).isEqualTo("5 of 7 bytes of a frame");
  }
}

package io.barline.simulator.ibkr;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts what a client sends into messages, however it arrives. */
final class FrameCutter {
  private static final byte[] HELLO = {'A', 'P', 'I', 0};
  private static final int LONGEST = 0xFFFF;

  private byte[] held = {};
  private boolean greeted;
  private boolean broken;

  void add(byte[] bytes) {
    byte[] all = Arrays.copyOf(held, held.length + bytes.length);
    System.arraycopy(bytes, 0, all, held.length, bytes.length);
    held = all;
  }

  /** The next whole message; null where none has come. */
  @Nullable String next() {
    if (!greeted && held.length >= HELLO.length) {
      greeted = true;
      broken = !Arrays.equals(Arrays.copyOf(held, HELLO.length), HELLO);
      drop(HELLO.length);
    }
    if (!greeted || broken || held.length < Integer.BYTES) {
      return null;
    }
    int length = ByteBuffer.wrap(held).getInt();
    if (length <= 0 || length > LONGEST) {
      broken = true;
      return null;
    }
    if (held.length < Integer.BYTES + length) {
      return null;
    }
    String message = new String(held, Integer.BYTES, length, StandardCharsets.UTF_8);
    drop(Integer.BYTES + length);
    return message;
  }

  private void drop(int bytes) {
    held = Arrays.copyOfRange(held, bytes, held.length);
  }

  /** Whether this is no client of the protocol. */
  boolean isBroken() {
    return broken;
  }
}

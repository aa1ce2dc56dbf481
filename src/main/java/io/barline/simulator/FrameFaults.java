package io.barline.simulator;

import java.util.Arrays;

/** What faults do to data frames. It is used on the exchange's thread only. */
final class FrameFaults implements Faults.Follower {
  private static final int REPLACED = 8;

  private final Faults faults;
  private final NowAndThen corrupted;
  private final NowAndThen truncated;
  private final NowAndThen oversized;

  FrameFaults(Faults faults) {
    this.faults = faults;
    this.corrupted = new NowAndThen(faults.seed() ^ 1);
    this.truncated = new NowAndThen(faults.seed() ^ 2);
    this.oversized = new NowAndThen(faults.seed() ^ 3);
    faults.follow(this);
  }

  @Override
  public void happens(Fault.Once fault) {}

  @Override
  public void changed(long now) {
    if (!faults.has(Fault.Corrupt.class)) {
      corrupted.restart();
    }
    if (!faults.has(Fault.Truncate.class)) {
      truncated.restart();
    }
    if (!faults.has(Fault.Oversize.class)) {
      oversized.restart();
    }
  }

  boolean isOn() {
    return faults.isChangingFrames();
  }

  /** What is sent in place of {@code frame}, which is JSON in UTF-8. */
  byte[] spoil(byte[] frame) {
    byte[] spoilt = frame;
    Fault.Oversize oversize = faults.find(Fault.Oversize.class);
    if (oversize != null && oversized.comes()) {
      spoilt = fill(spoilt, oversize.bytes());
    }
    if (faults.has(Fault.Truncate.class) && truncated.comes()) {
      int length = spoilt.length;
      spoilt = ascii(Arrays.copyOf(spoilt, truncated.between(length / 4, length - 1)));
    }
    if (faults.has(Fault.Corrupt.class) && corrupted.comes()) {
      spoilt = corrupt(spoilt);
    }
    return spoilt;
  }

  /** Spaces after the first bracket. */
  private static byte[] fill(byte[] frame, int length) {
    if (frame.length >= length) {
      return frame;
    }
    byte[] filled = new byte[length];
    Arrays.fill(filled, (byte) ' ');
    filled[0] = frame[0];
    System.arraycopy(frame, 1, filled, length - frame.length + 1, frame.length - 1);
    return filled;
  }

  /** A last bracket that is none, and some bytes before it. */
  private byte[] corrupt(byte[] frame) {
    byte[] spoilt = ascii(frame.clone());
    int from = corrupted.between(1, spoilt.length - REPLACED);
    Arrays.fill(spoilt, from, Math.min(spoilt.length, from + REPLACED), (byte) '#');
    spoilt[spoilt.length - 1] = '#';
    return spoilt;
  }

  /** Half a character would end the connection of a client that looks at the encoding. */
  private static byte[] ascii(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] < 0 ? (byte) '?' : bytes[i];
    }
    return bytes;
  }
}

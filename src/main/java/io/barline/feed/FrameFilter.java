package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which frames of an exchange are of interest: all, or those that hold one of some names. */
record FrameFilter(boolean all, Set<Name> names) {
  static final FrameFilter ALL = new FrameFilter(true, Set.of());

  /**
   * An exchange's own name of an instrument.
   *
   * @param segment the market whose connections are meant; null for all, since a name may be in use
   *     in several
   */
  record Name(String text, @Nullable String segment) {}

  FrameFilter {
    names = Set.copyOf(names);
  }

  /** Frames that hold that name, of all markets. */
  static FrameFilter ofName(String text) {
    return new FrameFilter(false, Set.of(new Name(text, null)));
  }

  /** Frames that hold that name, of one market's connections. */
  static FrameFilter ofName(String text, String segment) {
    return new FrameFilter(false, Set.of(new Name(text, segment)));
  }

  /** Those of either. */
  FrameFilter or(FrameFilter other) {
    Set<Name> both = new HashSet<>(names);
    both.addAll(other.names);
    return new FrameFilter(all || other.all, both);
  }

  /**
   * Whether the text up to {@code length} holds one of the names, whatever their case.
   *
   * @param segment the market whose connection carries it
   */
  boolean fits(String segment, byte[] text, int length) {
    if (all) {
      return true;
    }
    for (Name name : names) {
      if ((name.segment == null || name.segment.equals(segment))
          && holds(text, length, name.text.getBytes(UTF_8))) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(byte[] text, int length, byte[] name) {
    for (int at = 0; at + name.length <= length; at++) {
      if (isAt(text, at, name)
          && (at == 0 || !isWord(text[at - 1]))
          && (at + name.length == length || !isWord(text[at + name.length]))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(byte[] text, int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (lower(text[at + i]) != lower(name[i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
  }

  /** So that the name of a perpetual is not found in that of a future. */
  private static boolean isWord(byte letter) {
    return Character.isLetterOrDigit(letter) || letter == '_' || letter == '-' || letter == '/';
  }
}

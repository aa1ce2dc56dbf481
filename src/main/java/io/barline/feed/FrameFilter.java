package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;

/** Which frames of an exchange are of interest: all, or those that hold one of some names. */
record FrameFilter(boolean all, Set<String> names) {
  /** Whether the text up to {@code length} holds one of the names, whatever their case. */
  boolean fits(byte[] text, int length) {
    if (all) {
      return true;
    }
    for (String name : names) {
      if (holds(text, length, name.getBytes(UTF_8))) {
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

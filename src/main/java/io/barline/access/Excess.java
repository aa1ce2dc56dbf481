package io.barline.access;

/**
 * Somebody asked more often than it may.
 *
 * @param sentence who, and how much it may
 * @param seconds after which it may again, at least 1
 */
public record Excess(String sentence, long seconds) {
  /** Who, how much it may, and when again. */
  public String told() {
    return "%s: again in %d s".formatted(sentence, seconds);
  }
}

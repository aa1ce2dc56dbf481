package io.barline.access;

/** What became of a key, a token or a ticket that somebody showed. */
public sealed interface Authentication {
  record Granted(Grant grant) implements Authentication {}

  /**
   * It lets nobody in.
   *
   * @param sentence why, without any part of what was shown
   */
  record Denied(String sentence) implements Authentication {}

  /** It can't be told at the moment whether it lets anybody in. */
  record Unavailable(String sentence) implements Authentication {}
}

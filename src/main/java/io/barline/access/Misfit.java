package io.barline.access;

/** Says what is wrong with a text that is neither a key nor a token, without repeating it. */
final class Misfit {
  private static final String KEY =
      "a key is bl_, 8 hexadecimal digits, _ and a secret of %d letters, digits, - and _, as"
              .formatted(ApiKey.SECRET_LENGTH)
          + " \"keys create\" printed it";

  private Misfit() {}

  /**
   * @param tokens whether JSON Web Tokens are accepted, too
   */
  static String sentence(String shown, boolean tokens) {
    if (shown.startsWith(Tickets.PREFIX)) {
      return Access.MISPLACED_TICKET;
    }
    if (shown.startsWith(ApiKey.PREFIX)) {
      return "this is no whole key: " + KEY;
    }
    return tokens ? "this is neither a key nor a token: " + KEY : "this is not a key: " + KEY;
  }
}

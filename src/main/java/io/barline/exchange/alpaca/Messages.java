package io.barline.exchange.alpaca;

/** Sentences of Alpaca's, made fit for logs. */
final class Messages {
  private static final int LONGEST = 200;

  private Messages() {}

  static String printable(String message) {
    String text = message.replaceAll("\\p{Cntrl}", " ");
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}

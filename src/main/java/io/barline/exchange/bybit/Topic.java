package io.barline.exchange.bybit;

import io.barline.exchange.Excerpt;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import java.util.Arrays;

/**
 * A stream's name, taken apart in place: {@code publicTrade.BTCUSDT}, {@code tickers.BTCUSDT},
 * {@code orderbook.50.BTCUSDT}, {@code kline.D.BTCUSDT}.
 */
final class Topic {
  static final int NO_NUMBER = -1;

  /** Most bytes of a name that are told. */
  private static final int LONGEST_SHOWN = 40;

  /** Longer than any depth or interval. */
  private static final int MOST_DIGITS = 6;

  enum Kind {
    TRADES("publicTrade", false),
    BOOK("orderbook", true),
    KLINES("kline", true),
    TICKER("tickers", false),
    /** One that is not subscribed to here. */
    OTHER("", false);

    @SuppressWarnings("ImmutableEnumChecker") // never written
    private final byte[] name;

    private final boolean hasArgument;

    Kind(String name, boolean hasArgument) {
      this.name = JsonCursor.ascii(name);
      this.hasArgument = hasArgument;
    }
  }

  private static final Kind[] KINDS = {Kind.TRADES, Kind.BOOK, Kind.KLINES, Kind.TICKER};

  Kind kind = Kind.OTHER;
  byte[] text = {};
  int argumentFrom;
  int argumentTo;
  int symbolFrom;
  int symbolTo;

  /** Takes the text that {@code json} read last. It stays valid until the next frame. */
  void read(JsonCursor json) {
    text = json.textBytes();
    int from = json.textFrom();
    symbolTo = json.textTo();
    int dot = dot(from);
    kind = kind(from, dot);
    argumentFrom = Math.min(dot + 1, symbolTo);
    argumentTo = kind.hasArgument ? dot(argumentFrom) : argumentFrom;
    symbolFrom = kind.hasArgument ? Math.min(argumentTo + 1, symbolTo) : argumentFrom;
  }

  /**
   * Checks that the symbol which {@code json} read last is the topic's.
   *
   * @throws MalformedFrame if it is another
   */
  void checkSymbol(JsonCursor json) {
    byte[] symbol = json.textBytes();
    int from = json.textFrom();
    int to = json.textTo();
    if (!Arrays.equals(symbol, from, to, text, symbolFrom, symbolTo)) {
      throw new MalformedFrame(
          "a topic of %s tells of symbol %s"
              .formatted(
                  Excerpt.of(text, symbolFrom, symbolTo, LONGEST_SHOWN),
                  Excerpt.of(symbol, from, to, LONGEST_SHOWN)));
    }
  }

  private int dot(int from) {
    int at = from;
    while (at < symbolTo && text[at] != '.') {
      at++;
    }
    return at;
  }

  private Kind kind(int from, int to) {
    for (Kind candidate : KINDS) {
      if (Arrays.equals(text, from, to, candidate.name, 0, candidate.name.length)) {
        return candidate;
      }
    }
    return Kind.OTHER;
  }

  /** The number between kind and symbol, or {@link #NO_NUMBER}. */
  int number() {
    return number(text, argumentFrom, argumentTo);
  }

  /** The number above zero written in that range, or {@link #NO_NUMBER}. */
  static int number(byte[] text, int from, int to) {
    if (from == to || to - from > MOST_DIGITS || text[from] == '0') {
      return NO_NUMBER;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return NO_NUMBER;
      }
      number = 10 * number + text[i] - '0';
    }
    return number;
  }
}

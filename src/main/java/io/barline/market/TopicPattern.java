package io.barline.market;

/**
 * A topic with a {@code *} anywhere in its parts, which stands for any characters or none, as in
 * {@code binance:bars.*:BTC/*}. Parts are compared one by one, so that a star never reaches over
 * one of the first two colons; in the symbol it may, as colons belong to symbols.
 *
 * @param exchange the pattern of the exchange's id
 * @param channel the pattern of the channel's code
 * @param symbol the pattern of the unified symbol
 */
public record TopicPattern(String exchange, String channel, String symbol) {
  /** The longest pattern that is read. */
  public static final int MAX_LENGTH = 200;

  public TopicPattern {
    if (exchange.isEmpty() || channel.isEmpty() || symbol.isEmpty()) {
      throw new IllegalArgumentException(
          "a pattern is <exchange>:<channel>:<symbol>: \"%s:%s:%s\""
              .formatted(exchange, channel, symbol));
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException where it has fewer than three parts, or is too long
   */
  public static TopicPattern of(String text) {
    String[] parts = text.strip().split(":", 3);
    if (parts.length < 3 || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a pattern is <exchange>:<channel>:<symbol> of at most %d characters, like binance:bars.*:*/USDT: \"%s\""
              .formatted(MAX_LENGTH, text));
    }
    return new TopicPattern(parts[0], parts[1], parts[2].strip());
  }

  /** Whether a text has a star, and so may stand for several topics. */
  public static boolean isPattern(String text) {
    return text.indexOf('*') >= 0;
  }

  public boolean matches(Topic topic) {
    return matchesExchange(topic.exchange())
        && matchesSymbol(topic.symbol())
        && matches(channel, topic.channel().code());
  }

  public boolean matchesExchange(String id) {
    return matches(exchange, id);
  }

  public boolean matchesSymbol(String unified) {
    return matches(symbol, unified);
  }

  /** Whether there can be an exchange that this one and another pattern of exchanges match. */
  public boolean overlapsExchange(String other) {
    return meet(exchange, other);
  }

  /** Whether there can be a topic that both match. */
  public boolean overlaps(TopicPattern other) {
    return meet(exchange, other.exchange)
        && meet(channel, other.channel)
        && meet(symbol, other.symbol);
  }

  /** Whether this one matches every topic that the other matches, whatever topics there are. */
  public boolean covers(TopicPattern other) {
    // A star of the other is a character like any: only a star here may stand for it.
    return matches(exchange, other.exchange)
        && matches(channel, other.channel)
        && matches(symbol, other.symbol);
  }

  private static boolean meet(String one, String other) {
    if (!isPattern(other)) {
      return matches(one, other);
    }
    return isPattern(one) ? overlap(one, other) : matches(other, one);
  }

  /** Whether there is a text that both match; takes time in proportion to both multiplied. */
  private static boolean overlap(String one, String other) {
    boolean[] below = new boolean[other.length() + 1]; // of the rests of both, the longest last
    for (int i = one.length(); i >= 0; i--) {
      boolean[] here = new boolean[other.length() + 1];
      for (int j = other.length(); j >= 0; j--) {
        boolean star = i < one.length() && one.charAt(i) == '*';
        boolean otherStar = j < other.length() && other.charAt(j) == '*';
        if (i == one.length() && j == other.length()) {
          here[j] = true;
        } else if (star || otherStar) {
          here[j] = (i < one.length() && below[j]) || (j < other.length() && here[j + 1]);
        } else {
          here[j] =
              i < one.length()
                  && j < other.length()
                  && one.charAt(i) == other.charAt(j)
                  && below[j + 1];
        }
      }
      below = here;
    }
    return below[0];
  }

  /** Takes time in proportion to both lengths multiplied at most, whatever the stars. */
  private static boolean matches(String pattern, String text) {
    if (pattern.equals("*")) {
      return true;
    }
    int at = 0;
    int star = -1;
    int retry = 0;
    int i = 0;
    while (i < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        retry = i;
      } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(i)) {
        at++;
        i++;
      } else if (star >= 0) { // let the last star stand for one character more
        at = star + 1;
        i = ++retry;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  @Override
  public String toString() {
    return exchange + ":" + channel + ":" + symbol;
  }
}

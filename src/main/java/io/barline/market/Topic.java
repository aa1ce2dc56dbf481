package io.barline.market;

/**
 * What clients subscribe to: {@code <exchange>:<channel>:<symbol>}, split at the first two colons.
 *
 * @param symbol the unified symbol, which may itself hold a colon
 */
public record Topic(String exchange, Channel channel, String symbol) {
  public Topic {
    if (exchange.isEmpty() || exchange.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "exchange must be an id without a colon: \"" + exchange + "\"");
    }
    if (symbol.isEmpty()) {
      throw new IllegalArgumentException("symbol must not be empty");
    }
  }

  public static Topic of(Instrument instrument, Channel channel) {
    return new Topic(instrument.exchange(), channel, instrument.symbol());
  }

  @Override
  public String toString() {
    return exchange + ":" + channel.code() + ":" + symbol;
  }
}

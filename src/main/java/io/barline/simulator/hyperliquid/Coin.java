package io.barline.simulator.hyperliquid;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.simulator.Candle;
import io.barline.simulator.Faults;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketListener;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SyntheticMarket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One instrument's market and who listens to it. */
final class Coin implements MarketListener {
  private static final int DEPTH = 20;
  private static final int FAST_DEPTH = 5;
  private static final int LEVELS = 50;
  private static final long EVERYTHING_TOLD = Long.MAX_VALUE;

  private final HyperliquidInstrument instrument;
  private final SyntheticMarket market;
  private final HyperliquidProtocol protocol;
  private final Messages messages;
  private final Map<Topic, Set<Client>> listeners = new LinkedHashMap<>();
  private @Nullable MarketBook lastQuote;

  /** The time of the oldest trade since candles were told. */
  private long untoldSince = EVERYTHING_TOLD;

  private Decimal volume = Decimal.ZERO;
  private Decimal value = Decimal.ZERO;

  Coin(
      HyperliquidInstrument instrument,
      SimulatorSettings settings,
      Faults faults,
      HyperliquidProtocol protocol) {
    this.instrument = instrument;
    this.market =
        new SyntheticMarket(
            instrument.terms(), settings.seed(), LEVELS, settings.keptTrades(), faults);
    this.protocol = protocol;
    this.messages = new Messages(instrument.coin());
    market.addListener(this);
  }

  HyperliquidInstrument instrument() {
    return instrument;
  }

  SyntheticMarket market() {
    return market;
  }

  Messages messages() {
    return messages;
  }

  void add(Topic topic, Client client) {
    listeners.computeIfAbsent(topic, _ -> new LinkedHashSet<>()).add(client);
  }

  void remove(Topic topic, Client client) {
    Set<Client> all = listeners.get(topic);
    if (all != null && all.remove(client) && all.isEmpty()) {
      listeners.remove(topic);
    }
  }

  /** What a client is sent as soon as it has subscribed. */
  void begin(Topic topic, Client client) {
    switch (topic.type()) {
      case Topic.TRADES -> {
        List<MarketTrade> recent = recent();
        if (!recent.isEmpty()) {
          client.publish(messages.trades(recent));
        }
      }
      case Topic.BOOK -> client.publish(book(topic.fast()));
      case Topic.CONTEXT -> client.publish(context());
      default -> {} // the others wait for the next change
    }
  }

  /** The newest first, lost ones included. */
  private List<MarketTrade> recent() {
    long from = protocol.clockTime() - protocol.pace().replay().toNanos();
    return market.trades(Integer.MAX_VALUE).reversed().stream()
        .filter(trade -> trade.time() >= from)
        .toList();
  }

  @Override
  public void happened(MarketTrade trade) {
    untoldSince = Math.min(untoldSince, trade.time());
    volume = sum(volume, trade.size());
    value = sum(value, instrument.terms().value(trade.price(), trade.size()));
  }

  @Override
  public void traded(MarketTrade trade) {
    publish(Topic.TRADES, messages.trades(List.of(trade)));
  }

  @Override
  public void misnamed(MarketTrade trade, boolean listed) {
    String other = instrument.coin().equals("ETH") ? "BTC" : "ETH";
    var wrong = new Messages(instrument.coin(), listed ? other : "NOSUCH");
    publish(Topic.TRADES, wrong.trades(List.of(trade)));
  }

  private static Decimal sum(Decimal a, Decimal b) {
    return Decimal.of(a.toBigDecimal().add(b.toBigDecimal()));
  }

  @Override
  public void bookChanged() {
    MarketBook quote = market.book(1);
    MarketBook before = lastQuote;
    lastQuote = quote;
    if (before == null
        || !before.bids().equals(quote.bids())
        || !before.asks().equals(quote.asks())) {
      publish(Topic.QUOTES, messages.quote(quote, market.exchangeTime(market.now())));
    }
  }

  private void publish(String type, String text) {
    listeners.forEach(
        (topic, clients) -> {
          if (topic.type().equals(type)) {
            clients.forEach(client -> client.publish(text));
          }
        });
  }

  void tellBooks(boolean fast) {
    listeners.forEach(
        (topic, clients) -> {
          if (topic.type().equals(Topic.BOOK) && topic.fast() == fast) {
            String text = book(fast);
            clients.forEach(client -> client.publish(text));
          }
        });
  }

  private String book(boolean fast) {
    return messages.channel("l2Book", bookImage(fast ? FAST_DEPTH : DEPTH));
  }

  /** The book as it is, with the present time, whether or not it has changed. */
  String bookImage() {
    return bookImage(DEPTH);
  }

  private String bookImage(int depth) {
    MarketBook book =
        instrument.delisted() ? new MarketBook(0, 0, List.of(), List.of()) : market.book(depth);
    return messages.book(book, protocol.clockTime());
  }

  void tellCandlesAndContext() {
    if (!instrument.delisted()) {
      publish(Topic.CONTEXT, context());
    }
    if (untoldSince == EVERYTHING_TOLD) {
      return;
    }
    listeners.forEach(
        (topic, clients) -> {
          String interval = topic.interval();
          if (interval != null) {
            for (String text : candles(interval)) {
              clients.forEach(client -> client.publish(text));
            }
          }
        });
    untoldSince = EVERYTHING_TOLD;
  }

  /** Those that have changed; which of them are over is not told. */
  private List<String> candles(String code) {
    List<String> texts = new ArrayList<>();
    Interval interval = Interval.of(code).orElseThrow();
    for (Candle candle : market.candles(interval, interval.start(untoldSince), Long.MAX_VALUE)) {
      texts.add(messages.channel("candle", messages.candle(code, candle)));
    }
    return texts;
  }

  /** The trades of the candle that holds {@code from}, and of all that begin until {@code to}. */
  List<String> candles(String code, long from, long to) {
    List<String> texts = new ArrayList<>();
    Interval interval = Interval.of(code).orElseThrow();
    long end = interval.end(interval.start(to));
    for (Candle candle : market.candles(interval, interval.start(from), end)) {
      texts.add(messages.candle(code, candle));
    }
    return texts;
  }

  private String context() {
    MarketBook quote = market.book(1);
    return messages.context(
        instrument.isSpot(),
        quote.bids().getFirst().price(),
        instrument.terms().startPrice(),
        volume,
        value);
  }
}

package io.barline.exchange.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.exchange.HistoryRequests;
import io.barline.exchange.Inbound;
import io.barline.exchange.Route;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.Trade;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers of Alpaca's REST as its own client's tests hold them, with the values found there. */
class AlpacaRecordingsTest {
  private static final Path FILE = Path.of("../shared/fixtures/alpaca/alpaca-py/rest_stock.json");

  private final Alpaca alpaca = new Alpaca(AlpacaTest.SETTINGS);
  private final HistoryRequests history = alpaca.history();

  private static byte[] body(String test) {
    assumeTrue(Files.exists(FILE), "no recording " + FILE);
    for (JsonNode entry : new JsonMapper().readTree(FILE)) {
      if (entry.path("test").asString().equals(test)) {
        return entry.path("response").toString().getBytes(StandardCharsets.UTF_8);
      }
    }
    throw new AssertionError("no " + test + " in " + FILE);
  }

  private static Instrument stock(String symbol) {
    return AlpacaTest.presumed(symbol);
  }

  private List<Bar> bars(String test, String symbol) {
    return history.readBars(stock(symbol), Interval.M1, body(test), Long.MAX_VALUE).list();
  }

  private <T> List<T> polled(String test, Class<T> type) {
    byte[] body = body(test);
    Route route = alpaca.routes().get(2);
    List<T> events = new ArrayList<>();
    alpaca
        .newDecoder(route, AlpacaRecordingsTest::stock)
        .decode(
            body,
            0,
            body.length,
            1,
            one -> {
              assertThat(one).isNotInstanceOf(Inbound.Unrecognized.class);
              if (one instanceof Inbound.Data data) {
                events.add(type.cast(data.event()));
              }
            });
    return events;
  }

  @Test
  void readsBars() {
    List<Bar> bars = bars("test_get_bars", "AAPL");
    assertThat(bars).hasSize(2);
    assertThat(bars.getFirst().open()).hasToString("174");
    assertThat(bars.getFirst().high()).hasToString("174.84");
    List<Bar> descending = bars("test_get_bars_desc", "TSLA");
    assertThat(descending).hasSize(3);
    assertThat(descending.getFirst().open()).hasToString("244.262");
    assertThat(descending.getFirst().close()).hasToString("240.5");
    assertThat(descending.getLast().high()).hasToString("247.1");
    assertThat(descending.getLast().volume()).hasToString("104668716");
  }

  @Test
  void readsBarsOfTheRightSymbol() {
    assertThat(bars("test_multisymbol_get_bars", "TSLA"))
        .singleElement()
        .satisfies(bar -> assertThat(bar.open()).hasToString("839"));
    assertThat(bars("test_multisymbol_get_bars", "AAPL"))
        .singleElement()
        .satisfies(bar -> assertThat(bar.low()).hasToString("159.41"));
    assertThat(bars("test_get_bars_single_empty_response", "AAPL")).isEmpty();
  }

  @Test
  void readsTradesAsTheyComeOldestFirst() {
    List<Trade> trades = history.readTrades(stock("AAPL"), body("test_get_trades"), 1).list();
    assertThat(trades).extracting(Trade::sequence).containsExactly(151L, 168L);
    assertThat(trades.getFirst().price()).hasToString("159.07");
    assertThat(trades.getFirst().size()).hasToString("1");
    assertThat(
            history
                .readTrades(stock("AAPL"), body("test_get_trades_multi_empty_response"), 1)
                .list())
        .isEmpty();
  }

  @Test
  void readsTheLatest() {
    List<Trade> trades = polled("test_get_multisymbol_latest_trade", Trade.class);
    assertThat(trades).hasSize(2);
    assertThat(trades.getFirst().price()).hasToString("161.2958");
    assertThat(trades.getFirst().size()).hasToString("100");
    assertThat(trades.getFirst().exchangeTime() % 1_000_000_000).isEqualTo(722_539_521);
    Quote quote = polled("test_get_latest_quote", Quote.class).getFirst();
    assertThat(quote.ask()).hasToString("161.11");
    assertThat(quote.bidSize()).hasToString("2");
    assertThat(polled("test_multi_stock_latest_bar", Bar.class))
        .extracting(bar -> bar.instrument().symbol() + " " + bar.open())
        .containsExactly("SPY 392.18", "TSLA 776.605");
    assertThat(polled("test_get_latest_quote_multi_empty_response", Quote.class)).isEmpty();
  }
}

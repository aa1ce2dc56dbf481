package io.barline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import io.barline.exchange.Segment;
import io.barline.exchange.alpaca.Alpaca;
import io.barline.exchange.alpaca.AlpacaSettings;
import io.barline.exchange.binance.Binance;
import io.barline.exchange.binance.BinanceSettings;
import io.barline.exchange.bybit.Bybit;
import io.barline.exchange.bybit.BybitSettings;
import io.barline.exchange.hyperliquid.Hyperliquid;
import io.barline.exchange.hyperliquid.HyperliquidSettings;
import io.barline.history.RecordedFindings.Answer;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.pipeline.TradeSearch;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatedTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.TestClock;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitCategory;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What a stream loses is brought back, exactly, over the REST that each simulated exchange has. */
@Timeout(60)
class RepairSimulatedTest {
  private static final RestBudget BUDGET =
      new RestBudget(600, Duration.ofMinutes(1), Duration.ZERO);
  private static final Instant START = TestClock.START;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final SimulatorSettings QUIET = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);

  private final TestClock clock = new TestClock();
  private final HttpClient http = HttpClient.newHttpClient();
  private final RecordedFindings findings = new RecordedFindings();
  private final ExecutorService lane = Executors.newSingleThreadExecutor();

  /** Lets the simulator see what time it is. */
  private Runnable settle = () -> {};

  @AfterEach
  void end() {
    lane.shutdownNow();
    http.shutdownNow();
  }

  private static <T> T settings(String exchange, Class<T> type) {
    return new Binder(new MapConfigurationPropertySource(Map.of()))
        .bindOrCreate("barline.exchanges." + exchange, type);
  }

  private byte[] ask(RestRequest request) throws RestUnavailable, InterruptedException {
    HttpRequest.Builder built = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(built::header);
    String body = request.body();
    if (body != null) {
      built.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    try {
      var answer = http.send(built.build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new RestUnavailable(request + " " + answer.statusCode(), 0, Duration.ZERO);
      }
      return answer.body();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Instrument instrument(Exchange exchange, String segment, String symbol) throws Exception {
    Segment wanted =
        exchange.segments().stream().filter(s -> s.id().equals(segment)).findFirst().orElseThrow();
    Deque<RestRequest> requests = new ArrayDeque<>(exchange.catalogueRequests(wanted));
    while (!requests.isEmpty()) {
      CataloguePage page = exchange.readCatalogue(wanted, ask(requests.removeFirst()));
      requests.addAll(page.next());
      for (Instrument each : page.instruments()) {
        if (each.symbol().equals(symbol)) {
          return each;
        }
      }
    }
    throw new AssertionError("no " + symbol);
  }

  /** How a market is moved. */
  private interface Market {
    void trade(String price, int second, boolean lost);

    void skipIds();
  }

  private static Market market(MarketControl control) {
    return new Market() {
      @Override
      public void trade(String price, int second, boolean lost) {
        Instant at = START.plusSeconds(second);
        if (lost) {
          control.lostTrade(price, "2", Side.SELL, at);
        } else {
          control.trade(price, "2", Side.BUY, at);
        }
      }

      @Override
      public void skipIds() {
        control.skipIds(3);
      }
    };
  }

  private static Market market(SimulatedMarket control) {
    return new Market() {
      @Override
      public void trade(String price, int second, boolean lost) {
        Instant at = START.plusSeconds(second);
        if (lost) {
          control.lostTrade(price, "2", Side.SELL, at);
        } else {
          control.trade(price, "2", Side.BUY, at);
        }
      }

      @Override
      public void skipIds() {
        control.skipIds(3);
      }
    };
  }

  private void bringsBackWhatWasLost(Exchange exchange, Instrument instrument, Market market)
      throws Exception {
    HistoryRequests history = Objects.requireNonNull(exchange.history());
    List<String> prices = List.of("300", "299", "303", "301");
    market.trade("300", 1, false);
    market.trade("299", 2, true);
    market.skipIds();
    market.trade("303", 2, true);
    market.trade("301", 3, false);
    clock.advance(Duration.ofSeconds(10));
    settle.run();
    long start = UtcNanos.of(START);
    List<Trade> all =
        history.readTrades(instrument, ask(history.trades(instrument, 0, start)), 1).list();
    assertThat(all).hasSize(4);
    Repair repair =
        new Repair(
            history,
            this::ask,
            BUDGET,
            lane,
            findings,
            new RepairSettings(
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                100,
                100,
                true),
            clock,
            nanos -> {
              clock.advance(Duration.ofNanos(nanos));
              settle.run();
            });
    repair.trades(instrument, new TradeSearch(1, all.getFirst(), all.getLast(), 0, 0));
    List<Trade> found = findings.next(Answer.Trades.class).list();
    assertThat(found).extracting(trade -> trade.price().toString()).isEqualTo(prices);
    repair.trades(instrument, new TradeSearch(2, all.getFirst(), null, UtcNanos.now(clock), 0));
    assertThat(findings.next(Answer.Trades.class).list())
        .extracting(trade -> trade.price().toString())
        .isEqualTo(prices);
    repair.bars(instrument, Interval.M1, start, UtcNanos.of(START.plus(MINUTE)));
    Bar bar = findings.next(Answer.Bars.class).list().getFirst();
    assertThat(List.of(bar.open(), bar.high(), bar.low(), bar.close(), bar.volume()))
        .extracting(Decimal::toString)
        .containsExactly("300", "303", "299", "301", "8");
    assertThat(bar.closed()).isTrue();
  }

  private static Binance binance(BinanceSimulator simulator) {
    return new Binance(
        settings("binance", BinanceSettings.class)
            .at(
                new BinanceSettings.Endpoints(
                    simulator.spotWs(),
                    simulator.spotRest(),
                    simulator.usdmPublicWs(),
                    simulator.usdmMarketWs(),
                    simulator.usdmRest(),
                    simulator.coinmWs(),
                    simulator.coinmRest())));
  }

  @ParameterizedTest
  @CsvSource({
    "SPOT,spot,BTCUSDT,BTC/USDT",
    "USDM,usdm,BTCUSDT,BTC/USDT:USDT",
    "COINM,coinm,BTCUSD_PERP,BTC/USD:BTC"
  })
  void ofBinance(io.barline.simulator.Segment simulated, String segment, String name, String symbol)
      throws Exception {
    try (BinanceSimulator simulator = BinanceSimulator.start(QUIET, clock)) {
      Binance binance = binance(simulator);
      bringsBackWhatWasLost(
          binance, instrument(binance, segment, symbol), market(simulator.market(simulated, name)));
    }
  }

  @Test
  void ofBinanceOverManyPages() throws Exception {
    try (BinanceSimulator simulator = BinanceSimulator.start(QUIET, clock)) {
      Binance binance = binance(simulator);
      Instrument bitcoin = instrument(binance, "usdm", "BTC/USDT:USDT");
      SimulatedMarket market = simulator.market(io.barline.simulator.Segment.USDM, "BTCUSDT");
      for (int i = 0; i < 2_500; i++) {
        market.lostTrade("300", "1", Side.BUY, START.plusMillis(i));
      }
      HistoryRequests history = binance.history();
      long first = market.trades().getFirst().id();
      Trade last =
          history.readTrades(bitcoin, ask(history.trades(bitcoin, first, 0)), 1).list().getFirst();
      Repair repair =
          new Repair(
              history,
              this::ask,
              BUDGET,
              lane,
              findings,
              new RepairSettings(
                  true, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(5), 50_000, 100, true),
              clock,
              nanos -> clock.advance(Duration.ofNanos(nanos)));
      repair.trades(bitcoin, new TradeSearch(1, last, null, UtcNanos.now(clock), 0));
      List<Trade> told = new ArrayList<>();
      while (told.size() < 9 * TradeErrand.PART) {
        told.addAll(findings.next(Answer.Coming.class).list());
      }
      told.addAll(findings.next(Answer.Trades.class).list());
      assertThat(told)
          .extracting(Trade::sequence)
          .isEqualTo(market.trades().stream().map(SimulatedTrade::id).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SPOT,spot,BTCUSDT,BTC/USDT",
    "LINEAR,linear,BTCUSDT,BTC/USDT:USDT",
    "INVERSE,inverse,BTCUSD,BTC/USD:BTC"
  })
  void ofBybit(BybitCategory category, String segment, String name, String symbol)
      throws Exception {
    try (BybitSimulator simulator = BybitSimulator.start(QUIET, clock)) {
      Bybit bybit =
          new Bybit(
              settings("bybit", BybitSettings.class)
                  .at(new BybitSettings.Endpoints(simulator.ws(), simulator.rest())));
      bringsBackWhatWasLost(
          bybit, instrument(bybit, segment, symbol), market(simulator.market(category, name)));
    }
  }

  @Test
  void ofHyperliquid() throws Exception {
    try (HyperliquidSimulator simulator = HyperliquidSimulator.start(QUIET, clock)) {
      Hyperliquid hyperliquid =
          new Hyperliquid(
              settings("hyperliquid", HyperliquidSettings.class)
                  .at(new HyperliquidSettings.Endpoints(simulator.ws(), simulator.rest())));
      bringsBackWhatWasLost(
          hyperliquid,
          instrument(hyperliquid, hyperliquid.segments().getFirst().id(), "BTC/USDC:USDC"),
          market(simulator.market("BTC")));
    }
  }

  @Test
  void ofAlpaca() throws Exception {
    try (AlpacaSimulator simulator = AlpacaSimulator.start(QUIET, clock)) {
      settle = simulator::settle;
      simulator.updateBars(1); // the first bar of each minute lacks a trade
      Alpaca alpaca =
          new Alpaca(
              settings("alpaca", AlpacaSettings.class)
                  .withKeys(AlpacaSimulator.KEY, AlpacaSimulator.SECRET)
                  .at(
                      new AlpacaSettings.Endpoints(
                          simulator.stocksWs(),
                          simulator.cryptoWs(),
                          simulator.rest(),
                          simulator.assets())));
      bringsBackWhatWasLost(
          alpaca,
          instrument(alpaca, alpaca.segments().getFirst().id(), "AAPL"),
          market(simulator.market("AAPL")));
    }
  }
}

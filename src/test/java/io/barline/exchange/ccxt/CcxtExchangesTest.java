package io.barline.exchange.ccxt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.Access;
import io.barline.exchange.Bridge;
import io.barline.exchange.Exchange;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.StreamName;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What exchanges behind a bridge offer, by what CCXT can do with them. */
class CcxtExchangesTest {
  private static final UpstreamChannel TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel BOOK = new UpstreamChannel.Book(100);
  private static final UpstreamChannel TICKER = new UpstreamChannel.Ticker();

  private static List<Exchange> bundled() {
    return new CcxtExchanges(
            Set.of("binance", "bybit", "hyperliquid", "alpaca", "ibkr"),
            Listed.settings(Map.of()),
            _ -> StandingBridge.AWAY)
        .bundled();
  }

  private static Segment segment(Exchange exchange) {
    return exchange.segments().getFirst();
  }

  private static Instrument pair(Exchange exchange) {
    return exchange.presume("BTC/USDT").orElseThrow();
  }

  private static List<String> names(Exchange exchange, UpstreamChannel channel) {
    return exchange.streams(pair(exchange), channel).stream()
        .map(name -> name.route() + " " + name.name())
        .toList();
  }

  @Test
  void bundlesWhatThePinnedCcxtCanDo() {
    List<Exchange> all = bundled();
    assertThat(all).hasSize(104).extracting(Exchange::id).doesNotHaveDuplicates();
    assertThat(count(all, streams(TRADES))).isEqualTo(73);
    assertThat(count(all, polls(TRADES))).isEqualTo(29);
    assertThat(count(all, e -> !segment(e).channels().contains(TRADES))).isEqualTo(2);
    assertThat(count(all, streams(BOOK))).isEqualTo(75);
    assertThat(count(all, polls(BOOK))).isEqualTo(28);
    assertThat(count(all, streams(TICKER))).isEqualTo(68);
    assertThat(count(all, polls(TICKER))).isEqualTo(34);
    assertThat(all.stream().filter(e -> segment(e).ownBars() != null).map(Exchange::id))
        .containsExactlyInAnyOrder("mudrex", "onetrading");
  }

  private static long count(List<Exchange> all, Predicate<Exchange> such) {
    return all.stream().filter(such).count();
  }

  private static Predicate<Exchange> streams(UpstreamChannel channel) {
    return exchange ->
        segment(exchange).channels().contains(channel)
            && !segment(exchange).polled().contains(channel);
  }

  private static Predicate<Exchange> polls(UpstreamChannel channel) {
    return exchange -> segment(exchange).polled().contains(channel);
  }

  @Test
  void everyBundledExchangeIsUsable() {
    for (Exchange exchange : bundled()) {
      Segment segment = segment(exchange);
      assertThat(exchange.isOnDemand()).isTrue();
      assertThat(exchange.via()).isEqualTo("ccxt 4.5.83");
      assertThat(exchange.id()).matches("(ccxt\\.)?[a-z0-9]+");
      assertThat(segment.channels()).as(exchange.id()).isNotEmpty();
      assertThat(segment.rest().weight()).isPositive();
      assertThat(exchange.routes()).extracting(Route::id).containsExactly("stream", "poll");
      for (UpstreamChannel channel : segment.channels()) {
        List<StreamName> names = exchange.streams(pair(exchange), channel);
        assertThat(names).as("%s %s", exchange.id(), channel).isNotEmpty();
        assertThat(names.getFirst().route())
            .as("%s %s", exchange.id(), channel)
            .isEqualTo(segment.polled().contains(channel) ? "poll" : "stream");
      }
      assertThat(exchange.streams(pair(exchange), new UpstreamChannel.Quotes())).isEmpty();
      assertThat(exchange.catalogueRequests(segment)).hasSize(1);
    }
  }

  @Test
  void thoseThatAreReachedDirectlyKeepTheirIds() {
    assertThat(bundled())
        .extracting(Exchange::id)
        .contains("ccxt.binance", "ccxt.bybit", "ccxt.hyperliquid", "ccxt.alpaca", "kraken")
        .doesNotContain("binance", "bybit", "hyperliquid", "alpaca");
    Exchange binance = Listed.one("ccxt.binance");
    assertThat(pair(binance).exchange()).isEqualTo("ccxt.binance");
    assertThat(
            binance.readCatalogue(segment(binance), Listed.resource("markets.json")).instruments())
        .isNotEmpty()
        .allMatch(instrument -> instrument.exchange().equals("ccxt.binance"));
    assertThat(binance.catalogueRequests(segment(binance)))
        .containsExactly(CcxtTest.get("binance/markets"));
  }

  @Test
  void streamsComeBeforePollingAndPollingOnlyWhereRestHasIt() {
    Exchange okx = Listed.one("okx");
    assertThat(names(okx, TRADES))
        .containsExactly("stream trades:BTC/USDT", "poll trades:BTC/USDT");
    assertThat(names(okx, BOOK)).containsExactly("stream book:BTC/USDT", "poll book:BTC/USDT");
    assertThat(segment(okx).polled()).isEmpty();
    Exchange bitso = Listed.one("bitso");
    assertThat(names(bitso, TICKER)).containsExactly("poll ticker:BTC/USDT");
    assertThat(segment(bitso).polled()).containsExactlyInAnyOrder(TRADES, BOOK, TICKER);
    assertThat(names(Listed.one("blockchaincom"), TRADES))
        .containsExactly("stream trades:BTC/USDT");
  }

  @Test
  void routesSayWhetherTheBridgePolls() {
    List<Route> routes = Listed.one("okx").routes();
    assertThat(routes).extracting(Route::isPolled).containsExactly(false, true);
    assertThat(routes).noneMatch(Route::isSampled);
    assertThat(routes)
        .allSatisfy(route -> assertThat(route.limits().namesPerRequest()).isEqualTo(1));
    assertThat(routes)
        .extracting(route -> ((Access.Bridged) route.access()).path())
        .containsOnly("/v1/exchanges/okx/stream");
  }

  @Test
  void ownBarsAreTakenWhereThereAreNoTrades() {
    Exchange one = Listed.one("onetrading");
    UpstreamChannel minutes = new UpstreamChannel.Klines(Interval.M1);
    assertThat(segment(one).ownBars()).isEqualTo(Interval.M1);
    assertThat(segment(one).channels()).containsExactlyInAnyOrder(minutes, BOOK, TICKER);
    assertThat(names(one, minutes))
        .containsExactly("stream ohlcv.1m:BTC/USDT", "poll ohlcv.1m:BTC/USDT");
    assertThat(names(one, TRADES)).isEmpty();
    assertThat(names(one, new UpstreamChannel.Klines(Interval.M3))).isEmpty();
    HistoryRequests history = Objects.requireNonNull(one.history());
    Instrument contract = Objects.requireNonNull(perpetual(one));
    assertThat(history.bars(contract, Interval.M5, 0, Interval.M5.end(0))).isNotNull();
    assertThat(history.bars(contract, Interval.M3, 0, Interval.M3.end(0))).isNull();
  }

  private static Instrument perpetual(Exchange exchange) {
    return exchange
        .readCatalogue(segment(exchange), Listed.resource("markets.json"))
        .instruments()
        .stream()
        .filter(instrument -> instrument.type() == Instrument.Type.LINEAR)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void saysWhatRestHasNot() {
    Exchange without = Listed.one("blockchaincom");
    assertThat(without.books()).isNull();
    assertThat(without.history()).isNull();
    assertThat(segment(without).ownBars()).isNull();
  }

  @Test
  void historyOfBridgedExchangesIsNotBelievedBlindly() {
    HistoryRequests history = Objects.requireNonNull(Listed.one("okx").history());
    assertThat(history.holdsAllTrades()).isFalse();
    assertThat(history.tellsStreamedIds()).isFalse();
    assertThat(history.reach()).isEqualTo(HistoryRequests.Reach.NEWEST);
  }

  @Test
  void presumesPairsAndNothingWhoseSizeOnlyTheListTells() {
    Exchange okx = Listed.one("okx");
    assertThat(okx.presume("BTC/USDT").orElseThrow().presumed()).isTrue();
    assertThat(okx.presume("BTC/USDT:USDT")).isEmpty();
    assertThat(okx.presume("BTC/USD:BTC")).isEmpty();
    assertThat(okx.presume("BTCUSDT")).isEmpty();
    assertThat(okx.presume("")).isEmpty();
  }

  @Test
  void countsContractsOnlyWhereTheyAreWorthSomethingElseThanOne() {
    Exchange okx = Listed.one("okx");
    assertThat(okx.readCatalogue(segment(okx), Listed.resource("markets.json")).instruments())
        .extracting(Instrument::symbol, Instrument::contractSize)
        .contains(
            org.assertj.core.groups.Tuple.tuple("BTC/USDT:USDT", Decimal.parse("0.01")),
            org.assertj.core.groups.Tuple.tuple("BTC/USD:BTC", Decimal.parse("100")),
            org.assertj.core.groups.Tuple.tuple("ETH/USDT:USDT", null));
  }

  @Test
  void anExchangeThatIsDescribedOddlyHidesNoOther() {
    assertThat(Listed.all(Listed.settings(Map.of()), StandingBridge.RUNNING))
        .extracting(Exchange::id)
        .containsExactly("okx", "ccxt.binance", "bitso", "onetrading", "blockchaincom");
  }

  @Test
  void aListWithoutExchangesIsNone() {
    CcxtExchanges exchanges =
        new CcxtExchanges(Set.of(), Listed.settings(Map.of()), _ -> StandingBridge.RUNNING);
    for (String body :
        List.of(
            "",
            "[]",
            "{}",
            "{\"ccxt\":\"4\",\"exchanges\":[]}",
            "{\"exchanges\":[{\"id\":\"a\"}]}")) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> exchanges.of(StandingBridge.RUNNING, bytes))
          .as(body)
          .isInstanceOf(MalformedAnswer.class);
    }
  }

  @Test
  void aBridgeServesItsOwnExchangesAlone() {
    Bridge own = new StandingBridge(null, Map.of("shard", "yes"));
    CcxtExchanges exchanges =
        new CcxtExchanges(
            Set.of(),
            Listed.settings(Map.of()),
            id -> id.equals("okx") ? own : StandingBridge.RUNNING);
    byte[] list = Listed.resource("exchanges.json");
    assertThat(exchanges.of(own, list)).extracting(Exchange::id).containsExactly("okx");
    assertThat(exchanges.of(StandingBridge.RUNNING, list))
        .extracting(Exchange::id)
        .contains("binance")
        .doesNotContain("okx");
  }

  @Test
  void whatIsSetUpIsListedAtTheStart() {
    CcxtSettings settings = Listed.settings(Map.of("barline.ccxt.exchanges.okx.sandbox", "true"));
    assertThat(Listed.one("okx", settings, StandingBridge.RUNNING).isOnDemand()).isFalse();
    assertThat(Listed.one("bitso", settings, StandingBridge.RUNNING).isOnDemand()).isTrue();
  }

  @Test
  void settingsOfExchangesThatCcxtLacksConcernNoOther() {
    CcxtSettings settings = Listed.settings(Map.of("barline.ccxt.exchanges.nowhere.api-key", "k"));
    assertThat(Listed.all(settings, StandingBridge.RUNNING))
        .hasSize(5)
        .allMatch(Exchange::isOnDemand);
  }

  @Test
  void asksNowhereWhileTheBridgeIsAway() {
    Exchange okx = Listed.one("okx", Listed.settings(Map.of()), StandingBridge.AWAY);
    RestRequest request = okx.catalogueRequests(segment(okx)).getFirst();
    assertThat(request.impossible()).isEqualTo(StandingBridge.AWAY.trouble());
    assertThat(request.headers()).isEmpty();
  }
}

package io.barline.simulator.ibkr;

import static io.barline.simulator.ibkr.IbkrClient.AAPL;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.simulator.Chaos;
import io.barline.simulator.Faulty;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ticks, bars and books, and what becomes of them when something happens. */
class IbkrMarketDataTest {
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);
  private static final long START = TestClock.START.getEpochSecond();

  private final TestClock clock = new TestClock();
  private final IbkrSimulator tws = IbkrSimulator.start(MANUAL, clock);
  private final MarketControl aapl = tws.market("AAPL");
  private final IbkrClient client = IbkrClient.ready(tws, 1);

  @AfterEach
  void close() {
    client.close();
    tws.close();
  }

  private static List<Object> contract(String symbol, String type, String exchange) {
    return List.of("0", symbol, type, "", "0.0", "", "", exchange, "", "USD", "", "");
  }

  private void marketData(int reqId, List<Object> contract) {
    client.request(1, 11, reqId, contract, 0, "233", 0, 0, "");
  }

  /** Asks for market data and takes what is told at first. */
  private void ticker(int reqId) {
    marketData(reqId, AAPL);
    assertThat(client.next(45).get(2)).isEqualTo(Integer.toString(reqId));
  }

  private void trade(String price, String size) {
    aapl.trade(price, size, Side.BUY, clock.instant());
  }

  private void pass(Duration time) {
    clock.advance(time);
    tws.settle();
  }

  @Test
  void tradesComeWithTheirTimesAndTotals() {
    trade("250", "100");
    ticker(1);
    trade("251", "300");
    assertThat(client.next(1)).containsExactly("1", "6", "1", "4", "251", "300", "0");
    assertThat(client.next(46))
        .containsExactly("46", "6", "1", "48", "251;300;" + START + "000;400;250.75000000;true");
    assertThat(tws.trades("AAPL")).isEqualTo(aapl.trades());
    assertThat(tws.isSubscribed(RequestKind.MARKET_DATA, "AAPL")).isTrue();
  }

  @Test
  void cancelledDataEndAndUnknownOnesAreTold() {
    ticker(1);
    assertThat(client.refused(1, 11, 1, AAPL, 0, "", 0, 0, "")).isEqualTo(102);
    client.request(2, 2, 1);
    client.expectNothing();
    trade("250", "100");
    client.expectNothing();
    assertThat(tws.cancelledIds()).containsExactly(1);
    assertThat(tws.activeRequests(RequestKind.MARKET_DATA)).isZero();
    assertThat(client.refused(2, 1, 1)).isEqualTo(300);
    assertThat(client.refused(11, 1, 1, 0)).isEqualTo(310);
    assertThat(client.refused(25, 1, 1)).isEqualTo(366);
  }

  @Test
  void contractsMustBeOne() {
    assertThat(client.refused(1, 11, 1, contract("NOSUCH", "STK", "SMART"), 0, "", 0, 0, ""))
        .isEqualTo(200);
    client.request(1, 11, 1, contract("ES", "FUT", "CME"), 0, "", 0, 0, "");
    assertThat(client.next().get(4))
        .isEqualTo("The contract description specified for ES is ambiguous.");
    assertThat(client.refused(1, 11, 1, contract("AAPL", "STK", ""), 0, "", 0, 0, ""))
        .isEqualTo(321);
    assertThat(client.refused(97, 1, AAPL, "allLast", 0, 0)).isEqualTo(321);
    assertThat(client.refused(97, 1, contract("EUR", "CASH", "IDEALPRO"), "Last", 0, 0))
        .isEqualTo(321);
    tws.refuseNext("AAPL", 10_089, "Requested market data requires additional subscription");
    assertThat(client.refused(1, 11, 1, AAPL, 0, "", 0, 0, "")).isEqualTo(10_089);
    ticker(1);
  }

  @Test
  void delayedDataComeOnlyIfWanted() {
    tws.setEntitlement("AAPL", Entitlement.DELAYED);
    assertThat(client.refused(1, 11, 1, AAPL, 0, "", 0, 0, "")).isEqualTo(354);
    client.request(59, 1, 3);
    assertThat(client.refused(1, 11, 1, AAPL, 0, "", 0, 0, "")).isEqualTo(10_167);
    assertThat(client.next(58)).containsExactly("58", "1", "1", "3");
    assertThat(client.next(1)).startsWith("1", "6", "1", "66");
    client.next(45);
    client.request(59, 1, 4);
    assertThat(client.next()).containsExactly("58", "1", "1", "4");
    trade("250", "100");
    assertThat(client.next()).containsExactly("46", "6", "1", "88", Long.toString(START));
    assertThat(client.next()).startsWith("1", "6", "1", "68");
    assertThat(client.next()).startsWith("2", "6", "1", "70");
    assertThat(client.next()).startsWith("2", "6", "1", "74");
    tws.setEntitlement("MSFT", Entitlement.NONE);
    client.request(1, 11, 2, contract("MSFT", "STK", "SMART"), 0, "", 0, 0, "");
    assertThat(client.next(4).get(3)).isEqualTo("10186");
  }

  @Test
  void limitsAreCounted() {
    tws.setLines(1);
    ticker(1);
    assertThat(client.refused(1, 11, 2, AAPL, 0, "", 0, 0, "")).isEqualTo(101);
    assertThat(client.refused(50, 3, 2, AAPL, 5, "TRADES", 0, "")).isEqualTo(101);
    for (int i = 0; i < 3; i++) {
      client.request(97, 10 + i, AAPL, "Last", 0, 0);
      client.expectNothing();
      assertThat(client.refused(97, 20, AAPL, "AllLast", 0, 0)).isEqualTo(10_190);
      clock.advance(Duration.ofSeconds(15));
      client.request(10, 5, 30 + i, AAPL, 1, 0, "");
      client.next(12);
      client.next(12);
    }
    assertThat(client.refused(97, 20, AAPL, "Last", 0, 0)).isEqualTo(10_190);
    assertThat(client.refused(10, 5, 40, AAPL, 1, 0, "")).isEqualTo(309);
    assertThat(tws.activeRequests(RequestKind.TICK_BY_TICK)).isEqualTo(3);
  }

  @Test
  void barsOfFiveSecondsComeWhenTheyAreOver() {
    trade("250", "100");
    client.request(50, 3, 1, AAPL, 5, "TRADES", 0, "");
    client.request(50, 3, 2, AAPL, 5, "MIDPOINT", 0, "");
    client.expectNothing();
    trade("252", "300");
    client.expectNothing();
    pass(Duration.ofSeconds(5));
    assertThat(client.next())
        .containsExactly(
            "50", "3", "1", "" + START, "250", "252", "250", "252", "400", "251.5", "2");
    assertThat(client.next())
        .startsWith("50", "3", "2", "" + START)
        .endsWith("-1", "-1", "-1")
        .contains("251.995");
    pass(Duration.ofSeconds(5));
    assertThat(client.next())
        .containsExactly(
            "50", "3", "1", "" + (START + 5), "252", "252", "252", "252", "0", "252", "0");
    client.next(50);
    tws.setEmptyBars(false);
    pass(Duration.ofSeconds(5));
    assertThat(client.next()).startsWith("50", "3", "2");
    tws.setTradingHours("AAPL", "20261123:0930-20261123:1600");
    pass(Duration.ofSeconds(5));
    client.expectNothing();
    tws.bust("AAPL");
    assertThat(client.error()).isEqualTo(10_225);
    assertThat(client.error()).isEqualTo(10_225);
    assertThat(tws.isSubscribed(RequestKind.REAL_TIME_BARS, "AAPL")).isFalse();
  }

  @Test
  void booksFollowTheirRows() {
    client.request(10, 5, 1, AAPL, 5, 1, "");
    List<List<String>> bids = new ArrayList<>();
    List<List<String>> asks = new ArrayList<>();
    apply(bids, asks);
    for (String price : List.of("250.01", "249.5", "249.98", "260")) {
      trade(price, "100");
      apply(bids, asks);
    }
    tws.resetDepth("AAPL");
    assertThat(client.error()).isEqualTo(317);
    bids.clear();
    asks.clear();
    apply(bids, asks);
    tws.haltDepth("AAPL");
    assertThat(client.error()).isEqualTo(316);
    trade("250", "100");
    client.expectNothing();
  }

  /** Takes all changes of rows that have come; they must lead to the book as it is. */
  private void apply(List<List<String>> bids, List<List<String>> asks) {
    client.request(49, 1);
    List<String> change = client.next();
    while (change.getFirst().equals("13")) {
      List<List<String>> side = change.get(6).equals("1") ? bids : asks;
      int position = Integer.parseInt(change.get(3));
      List<String> row = change.subList(7, 9);
      switch (change.get(5)) {
        case "0" -> side.add(position, row);
        case "1" -> side.set(position, row);
        default -> side.remove(position);
      }
      change = client.next();
    }
    assertThat(bids).isEqualTo(rows(aapl.book(5).bids()));
    assertThat(asks).isEqualTo(rows(aapl.book(5).asks()));
  }

  private static List<List<String>> rows(List<Level> levels) {
    return levels.stream().map(l -> List.of(l.price() + "", l.size() + "")).toList();
  }

  @Test
  void lostServersTellNothing() {
    client.request(97, 1, AAPL, "Last", 0, 0);
    tws.loseServers();
    assertThat(client.error()).isEqualTo(1100);
    trade("250", "100");
    client.expectNothing();
    tws.restore(true);
    assertThat(client.error()).isEqualTo(1102);
    trade("251", "100");
    assertThat(client.next()).contains("251");
    tws.loseServers();
    assertThat(client.error()).isEqualTo(1100);
    tws.restore(false);
    assertThat(client.error()).isEqualTo(1101);
    trade("252", "100");
    client.expectNothing();
    assertThat(tws.activeRequests(RequestKind.TICK_BY_TICK)).isZero();
  }

  @Test
  void aSessionElsewhereTakesTheData() {
    client.request(97, 1, AAPL, "Last", 0, 0);
    client.expectNothing();
    tws.competingSession(true);
    assertThat(client.error()).isEqualTo(10_197);
    marketData(2, AAPL);
    assertThat(client.error()).isEqualTo(10_197);
    trade("250", "100");
    client.expectNothing();
    tws.competingSession(false);
    trade("251", "100");
    assertThat(client.next(99)).contains("251");
  }

  @Test
  void othersAreNotStocks() {
    client.request(97, 1, contract("BTC", "CRYPTO", "PAXOS"), "AllLast", 0, 0);
    client.expectNothing();
    tws.market("BTC").trade("65000", "0.00012345", Side.SELL, clock.instant());
    assertThat(client.next())
        .containsExactly("99", "1", "2", "" + START, "65000", "0.00012345", "0", "PAXOS", "");
    marketData(2, contract("SPX", "IND", "CBOE"));
    assertThat(client.next(1)).containsExactly("1", "6", "2", "1", "-1", "0", "0");
    client.next(45);
    tws.reroute("AAPL.CFD", "AAPL");
    marketData(3, contract("AAPL", "CFD", "SMART"));
    assertThat(client.next()).containsExactly("91", "3", "265598", "SMART");
    client.request(10, 5, 4, contract("AAPL", "CFD", "SMART"), 5, 0, "");
    assertThat(client.next()).containsExactly("92", "4", "265598", "SMART");
  }

  @Test
  void roundLotsAreOfOldVersions() {
    tws.setServerVersion(158);
    try (IbkrClient old = IbkrClient.ready(tws, 2)) {
      old.request(97, 1, AAPL, "Last", 0, 0);
      old.expectNothing();
      trade("250", "250");
      assertThat(old.next().get(5)).isEqualTo("2");
    }
  }

  @Test
  void chaosIsThatOfAnyExchange() {
    try (Chaos chaos = Chaos.start(Map.<String, Faulty>of("ibkr", tws), MANUAL.chaos())) {
      chaos.stop();
    }
    client.expectNothing();
  }
}

package io.barline.simulator.ibkr;

import static io.barline.simulator.ibkr.IbkrClient.AAPL;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Historical bars, contracts, and the pace of both. */
class IbkrHistoryTest {
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);
  private static final long START = TestClock.START.getEpochSecond();

  private final TestClock clock = new TestClock();
  private final IbkrSimulator tws = IbkrSimulator.start(MANUAL, clock);
  private final IbkrClient client = IbkrClient.ready(tws, 1);

  @AfterEach
  void close() {
    client.close();
    tws.close();
  }

  private void trade(String price, String size) {
    tws.market("AAPL").trade(price, size, Side.BUY, clock.instant());
  }

  private void history(int reqId, String end, String size, String duration, Object... rest) {
    client.request(20, reqId, AAPL, 0, end, size, duration, List.of(rest), "");
  }

  @Test
  void barsAreMadeOfTrades() {
    trade("250", "100");
    trade("252", "300");
    clock.advance(Duration.ofMinutes(2));
    trade("251", "100");
    history(1, "", "1 min", "300 S", 0, "TRADES", 2, 0);
    List<String> reply = client.next();
    assertThat(reply.subList(0, 5))
        .containsExactly(
            "17", "1", "20261122 09:17:00 US/Eastern", "20261122 09:22:00 US/Eastern", "2");
    assertThat(reply.subList(5, 13))
        .containsExactly("" + START, "250", "252", "250", "252", "400", "251.5", "2");
    assertThat(reply.get(13)).isEqualTo("" + (START + 120));
    history(2, "20261122-14:22:00", "1 min", "1 D", 0, "TRADES", 1, 0);
    assertThat(client.next().subList(4, 6)).containsExactly("1", "20261122 09:20:00 US/Eastern");
    history(3, "20261122 09:22:00 US/Eastern", "1 day", "1 W", 0, "TRADES", 2, 0);
    assertThat(client.next().subList(4, 6)).containsExactly("1", "20261122");
    tws.setLiquidHours("AAPL", "20261123:0930-20261123:1600");
    history(4, "", "1 min", "1 D", 1, "TRADES", 2, 0);
    assertThat(client.error()).isEqualTo(162);
  }

  @Test
  void theUnfinishedBarIsKeptUpToDate() {
    trade("250", "100");
    history(1, "", "1 min", "1 D", 0, "TRADES", 2, 1);
    assertThat(client.next().getFirst()).isEqualTo("17");
    trade("252", "300");
    List<String> bar =
        List.of("90", "1", "2", "" + START, "250", "252", "252", "250", "251.5", "400");
    assertThat(client.next()).isEqualTo(bar);
    tws.unfinishedBarReplay("AAPL");
    assertThat(client.next()).isEqualTo(bar);
    clock.advance(Duration.ofMinutes(1));
    trade("253", "100");
    assertThat(client.next()).isEqualTo(bar);
    assertThat(client.next())
        .containsExactly(
            "90", "1", "1", "" + (START + 60), "253", "253", "253", "253", "253", "100");
    client.request(25, 1, 1);
    client.expectNothing();
    trade("254", "100");
    client.expectNothing();
  }

  @ParameterizedTest
  @CsvSource({
    "'',1 minute,1 D,TRADES,0",
    "'',1 min,1 H,TRADES,0",
    "'',1 min,0 D,TRADES,0",
    "'',1 min,1 D,LAST,0",
    "yesterday,1 min,1 D,TRADES,0",
    "20261122-14:22:00,1 min,1 D,TRADES,1"
  })
  void badRequestsAreTold(String end, String size, String duration, String show, int kept) {
    trade("250", "100");
    history(1, end, size, duration, 0, show, 2, kept);
    assertThat(client.next()).startsWith("4", "2", "1", "321");
  }

  @Test
  void smallBarsHaveAPace() {
    trade("250", "100");
    history(1, "", "30 secs", "1 D", 0, "TRADES", 2, 0);
    assertThat(client.next().getFirst()).isEqualTo("17");
    history(2, "", "30 secs", "1 D", 0, "TRADES", 2, 0);
    assertThat(client.next().get(4)).contains("pacing violation");
    for (int i = 1; i < 60; i++) {
      if (i % 5 == 0) {
        clock.advance(Duration.ofSeconds(2));
      }
      history(2 + i, "", "30 secs", (i + 1) + " D", 0, "TRADES", 2, 0);
      assertThat(client.next().getFirst()).isEqualTo("17");
    }
    clock.advance(Duration.ofSeconds(2));
    history(100, "", "30 secs", "99 D", 0, "TRADES", 2, 0);
    assertThat(client.error()).isEqualTo(162);
    assertThat(client.refused(50, 3, 101, AAPL, 5, "TRADES", 0, "")).isEqualTo(420);
    history(102, "", "1 min", "99 D", 0, "TRADES", 2, 0);
    assertThat(client.next().getFirst()).isEqualTo("17");
    clock.advance(Duration.ofMinutes(10));
    history(103, "", "30 secs", "99 D", 0, "TRADES", 2, 0);
    assertThat(client.next().getFirst()).isEqualTo("17");
  }

  @Test
  void cryptoHasAggregatedTrades() {
    List<Object> bitcoin = List.of("", "BTC", "CRYPTO", "", "", "", "", "PAXOS", "", "USD", "", "");
    tws.market("BTC").trade("65000", "0.125", Side.BUY, clock.instant());
    assertThat(client.refused(20, 1, bitcoin, 0, "", "1 min", "1 D", 0, "TRADES", 2, 0, ""))
        .isEqualTo(10_299);
    client.request(20, 1, bitcoin, 0, "", "1 min", "1 D", 0, "AGGTRADES", 2, 0, "");
    assertThat(client.next()).contains("0.125");
  }

  @ParameterizedTest
  @CsvSource({"174,4", "175,400"})
  void oldVersionsHaveVolumesInRoundLots(int version, String volume) {
    tws.setServerVersion(version);
    trade("250", "400");
    try (IbkrClient old = IbkrClient.ready(tws, 2)) {
      old.request(20, 1, AAPL, 0, "", "1 min", "1 D", 0, "TRADES", 2, 0, "");
      assertThat(old.next().get(10)).isEqualTo(volume);
    }
  }

  @Test
  void newVersionsTellTheEndByItself() {
    tws.setServerVersion(196);
    trade("250", "400");
    try (IbkrClient young = new IbkrClient(tws)) {
      young.hello("v157..200");
      young.next();
      young.request(71, 2, 2, "");
      young.request(20, 1, AAPL, 0, "", "1 min", "1 D", 0, "TRADES", 2, 0, "");
      assertThat(young.next(17)).startsWith("17", "1", "1", "" + START);
      assertThat(young.next()).startsWith("108", "1", "20261121 09:20:00 US/Eastern");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {157, 164, 178, 182, 193})
  void contractsAreToldInFull(int version) {
    tws.setServerVersion(version);
    try (IbkrClient other = IbkrClient.ready(tws, 2)) {
      List<Object> future = List.of("", "ES", "FUT", "", "", "", "", "CME", "", "", "", "");
      other.request(9, 8, 1, future, 0, "", "", "");
      for (String conId : List.of("700011", "700012")) {
        assertThat(other.next())
            .startsWith("10")
            .contains(conId, "50", "0.25", "US/Central")
            .contains(
                "20261122:0000-20261123:0000;20261123:0000-20261124:0000;20261124:0000-"
                    + "20261125:0000;20261125:0000-20261126:0000;20261126:0000-20261127:0000;"
                    + "20261127:0000-20261128:0000");
      }
      assertThat(other.next()).containsExactly("52", "1", "1");
    }
  }

  @Test
  void contractsAreFoundByWhatIsSaidOfThem() {
    List<Object> dual = List.of("", "DUAL", "STK", "", "", "", "", "SMART", "", "", "", "");
    client.request(9, 8, 1, dual, 0, "", "", "");
    assertThat(client.next()).contains("700001");
    assertThat(client.next()).contains("700002", "EUR");
    client.next(52);
    List<Object> byId = List.of("700002", "", "", "", "", "", "", "", "", "", "", "");
    client.request(9, 8, 2, byId, 0, "", "", "");
    assertThat(client.next()).contains("DUAL");
    client.next(52);
    List<Object> month = List.of("", "ES", "FUT", "202703", "", "", "", "CME", "", "", "", "");
    tws.setTradingHours("ESH7", "20261123:CLOSED");
    client.request(9, 8, 3, month, 0, "", "", "");
    assertThat(client.next()).contains("700012", "20261123:CLOSED");
    client.next(52);
    List<Object> none = List.of("", "AAPL", "OPT", "", "251", "", "", "", "", "", "", "");
    assertThat(client.refused(9, 8, 4, none, 0, "", "", "")).isEqualTo(200);
    client.request(81, 5, "DUA");
    assertThat(client.next()).startsWith("79", "5", "2", "700001", "DUAL", "STK", "NYSE", "USD");
    client.request(87, 6, AAPL, 0, 0, "TRADES", 2);
    assertThat(client.error()).isEqualTo(162);
    trade("250", "100");
    client.request(87, 6, AAPL, 0, 0, "TRADES", 2);
    assertThat(client.next()).containsExactly("88", "6", "" + START);
  }
}

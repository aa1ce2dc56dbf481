package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.MarketTerms;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.ibkr.Entitlement;
import io.barline.simulator.ibkr.IbkrInstrument;
import io.barline.simulator.ibkr.IbkrSimulator;
import io.barline.simulator.ibkr.RequestKind;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What can be had of a TWS, and what is told where it can't. */
class IbkrServiceTest {
  private final IbkrSimulator simulator =
      IbkrSimulator.start(
          SimulatorSettings.DEFAULTS.withTradesPerSecond(10),
          Clock.systemUTC(),
          Stream.concat(
                  IbkrInstrument.DEFAULTS.stream(), Stream.of(twin(1, "NYSE"), twin(2, "ARCA")))
              .toList());

  /** One of two stocks of the same symbol, in the same currency. */
  private static IbkrInstrument twin(int number, String primary) {
    IbkrInstrument like =
        IbkrInstrument.stock(900_000 + number, "TWIN", primary, "USD", "TWIN CORP", "50");
    return new IbkrInstrument(
        like.conId(),
        like.symbol(),
        like.secType(),
        like.expiry(),
        like.strike(),
        like.right(),
        like.multiplier(),
        like.exchange(),
        like.primaryExchange(),
        like.currency(),
        like.localSymbol(),
        like.tradingClass(),
        like.longName(),
        like.timeZoneId(),
        like.validExchanges(),
        like.marketRuleIds(),
        MarketTerms.of("TWIN." + primary, "0.01", "1", "50", "200"));
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void refusesWhatIsNoSymbolAtOnceAndSaysWhatIsRight() {
    try (Gateway gateway = Gateway.start(simulator);
        GatewayClient client = gateway.connect()) {
      JsonNode ack = client.subscribe("ibkr:trades:ES-FUT-CME-USD,ibkr:trades:EUR/USD", "");
      String text = ack.toString();
      assertThat(text).contains("unknown_symbol").contains("ES-FUT-CME-USD");
      assertThat(text).contains("unsupported_channel").contains("offered: quotes");
      JsonNode found = gateway.get("/api/v1/instruments?exchange=ibkr&query=brk.b");
      assertThat(found.path("instruments").path(0).path("symbol").asString()).isEqualTo("BRK B");
    }
  }

  @Test
  void tellsWhichContractsASymbolMayMean() {
    try (Gateway gateway = Gateway.start(simulator);
        GatewayClient client = gateway.connect()) {
      client.subscribe("ibkr:trades:TWIN,ibkr:trades:NONE,ibkr:trades:AAPL", "");
      client.awaitStates("failed", "ibkr:trades:TWIN", "ibkr:trades:NONE");
      client.awaitStates("live", "ibkr:trades:AAPL");
      assertThat(reason(client, "ibkr:trades:TWIN", "failed"))
          .contains("means 2 contracts", "TWIN-STK-SMART.NYSE-USD", "TWIN-STK-SMART.ARCA-USD");
      assertThat(reason(client, "ibkr:trades:NONE", "failed")).contains("200", "among stocks");
      client.subscribe("ibkr:trades:TWIN-STK-SMART.ARCA-USD", "");
      client.awaitStates("live", "ibkr:trades:TWIN-STK-SMART.ARCA-USD");
    }
  }

  @Test
  void delayedQuotesAreHadWhereTheyWillDoAndSaySo() {
    simulator.setEntitlement("MSFT", Entitlement.DELAYED);
    try (Gateway gateway = Gateway.start(simulator, "barline.exchanges.ibkr.delayed=true");
        GatewayClient client = gateway.connect()) {
      client.subscribe("ibkr:quotes:MSFT,ibkr:trades:MSFT", "");
      client.awaitStates("failed", "ibkr:trades:MSFT");
      assertThat(reason(client, "ibkr:trades:MSFT", "failed")).contains("delayed");
      JsonNode live =
          client.await(
              message ->
                  GatewayClient.is(message, "status")
                      && message.path("topic").asString().equals("ibkr:quotes:MSFT")
                      && message.path("reason").asString("").contains("delayed")
                      && message.path("state").asString().equals("live"));
      assertThat(live.path("attempt").asInt()).isZero();
      client.await("quote", "ibkr:quotes:MSFT");
    }
  }

  @Test
  void refusesWhatIsNotSubscribedAndSaysWhatWouldHelp() {
    simulator.setEntitlement("MSFT", Entitlement.NONE);
    try (Gateway gateway = Gateway.start(simulator);
        GatewayClient client = gateway.connect()) {
      client.subscribe("ibkr:quotes:MSFT", "");
      client.awaitStates("failed", "ibkr:quotes:MSFT");
      assertThat(reason(client, "ibkr:quotes:MSFT", "failed"))
          .contains("354", "barline.exchanges.ibkr.delayed");
    }
  }

  @Test
  void expectsNothingWhileTheMarketIsClosed() {
    DateTimeFormatter day = DateTimeFormatter.ofPattern("yyyyMMdd");
    LocalDate today = LocalDate.now(ZoneId.of("US/Eastern"));
    List<String> closed = new ArrayList<>();
    for (int i = -1; i <= 2; i++) {
      closed.add(today.plusDays(i).format(day) + ":CLOSED");
    }
    simulator.setTradingHours("MSFT", String.join(";", closed));
    simulator.setTradeRate(0);
    try (Gateway gateway = Gateway.start(simulator);
        GatewayClient client = gateway.connect()) {
      client.subscribe("ibkr:trades:MSFT,ibkr:bars.5s:MSFT", "");
      client.await(
          message ->
              message.path("topic").asString("").equals("ibkr:trades:MSFT")
                  && message.path("reason").asString("").equals("the market is closed"));
      assertThat(gateway.actuator("/health").body()).contains("\"status\":\"UP\"");
    }
  }

  @Test
  void asksNoFasterThanIsAllowedAndTellsWhatWasRefused() {
    List<String> topics = new ArrayList<>();
    for (String symbol :
        List.of("AAPL", "MSFT", "DUAL", "EUR/USD", "BTC/USD", "IBUS500-CFD-SMART-USD")) {
      topics.add("ibkr:quotes:" + symbol);
      topics.add("ibkr:bars.5s:" + symbol);
      topics.add("ibkr:bars.1m:" + symbol);
      topics.add("ibkr:book.5:" + symbol);
    }
    try (Gateway gateway = Gateway.start(simulator);
        GatewayClient client = gateway.connect()) {
      client.subscribe(String.join(",", topics), "");
      topics.stream()
          .filter(topic -> topic.contains("quotes") || topic.contains("bars.5s"))
          .forEach(topic -> client.awaitStates("live", topic));
      List<JsonNode> refused =
          client.received().stream()
              .filter(message -> message.path("reason").asString("").contains("309"))
              .toList();
      assertThat(refused).hasSize(3); // three books of six
      assertThat(simulator.pacingViolations()).isZero();
      assertThat(simulator.mostMessagesPerSecond()).isLessThanOrEqualTo(40);
      assertThat(simulator.requests(RequestKind.MARKET_DATA)).isEqualTo(6);
    }
  }

  @Test
  void whatOneGatewayHasNoLineForIsHadFromTheNext() {
    try (IbkrSimulator other =
            IbkrSimulator.start(
                SimulatorSettings.DEFAULTS.withTradesPerSecond(10), Clock.systemUTC());
        Gateway gateway =
            Gateway.start(
                simulator,
                "barline.exchanges.ibkr.limits.lines=1",
                "barline.exchanges.ibkr.gateways[0].host=" + other.host(),
                "barline.exchanges.ibkr.gateways[0].port=" + other.port());
        GatewayClient client = gateway.connect()) {
      client.subscribe("ibkr:trades:AAPL,ibkr:quotes:AAPL,ibkr:trades:MSFT", "");
      client.awaitStates("live", "ibkr:trades:AAPL", "ibkr:quotes:AAPL", "ibkr:trades:MSFT");
      assertThat(simulator.activeRequests(RequestKind.MARKET_DATA)).isEqualTo(1);
      assertThat(other.activeRequests(RequestKind.MARKET_DATA)).isEqualTo(1);
    }
  }

  @Test
  void twoGatewaysUseDifferentClientIds() {
    try (Gateway one = Gateway.start(simulator);
        GatewayClient first = one.connect();
        Gateway two = Gateway.start(simulator);
        GatewayClient second = two.connect()) {
      first.subscribe("ibkr:trades:AAPL", "");
      first.awaitStates("live", "ibkr:trades:AAPL");
      second.subscribe("ibkr:trades:AAPL", "");
      second.awaitStates("live", "ibkr:trades:AAPL");
      assertThat(simulator.clientIds()).contains(700, 701);
      assertThat(simulator.refusedClientIds()).containsExactly(700);
    }
  }

  @Test
  void tradesTickByTickAreHadWhereThatIsAskedFor() {
    try (Gateway gateway =
            Gateway.start(simulator, "barline.exchanges.ibkr.tick-by-tick=AAPL,MSFT");
        GatewayClient client = gateway.connect()) {
      client.subscribe("ibkr:trades:AAPL,ibkr:trades:DUAL", "");
      client.awaitStates("live", "ibkr:trades:AAPL", "ibkr:trades:DUAL");
      assertThat(simulator.isSubscribed(RequestKind.TICK_BY_TICK, "AAPL")).isTrue();
      assertThat(simulator.isSubscribed(RequestKind.MARKET_DATA, "DUAL")).isTrue();
    }
  }

  @Test
  void barsThatAreRefusedInRealTimeAreHadByHistory() {
    simulator.refuseNext("AAPL", 420, "Invalid Real-time Query: no market data permissions");
    try (Gateway gateway = Gateway.start(simulator);
        GatewayClient client = gateway.connect()) {
      client.subscribe("ibkr:bars.5s:AAPL", "");
      client.await("bar", "ibkr:bars.5s:AAPL");
      assertThat(simulator.isSubscribed(RequestKind.HISTORY, "AAPL")).isTrue();
    }
  }

  private static String reason(GatewayClient client, String topic, String state) {
    return client.received("status", topic).stream()
        .filter(status -> status.path("state").asString().equals(state))
        .map(status -> status.path("reason").asString(""))
        .findFirst()
        .orElse("");
  }
}

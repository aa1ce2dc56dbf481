package io.barline.simulator;

import static io.barline.market.Side.BUY;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitCategory;
import io.barline.simulator.bybit.BybitInstrument;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One simulated exchange with one manual market, seen alike whichever it is. */
abstract class Venue implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  static final SimulatorSettings SETTINGS =
      SimulatorSettings.DEFAULTS
          .withTradesPerSecond(0)
          .withSpot(ConnectionLimits.SPOT.withMessagesPerSecond(1_000));

  /** A trade as a client is told it. */
  record Told(String symbol, String id, BigDecimal price, long millis) {}

  /** Which there are. */
  enum Kind {
    BINANCE,
    BYBIT,
    HYPERLIQUID,
    ALPACA;

    Venue open(Clock clock) {
      return switch (this) {
        case BINANCE -> new Binance(clock);
        case BYBIT -> new Bybit(clock);
        case HYPERLIQUID -> new Hyperliquid(clock);
        case ALPACA -> new Alpaca(clock);
      };
    }
  }

  final Clock clock;

  Venue(Clock clock) {
    this.clock = clock;
  }

  abstract Faulty faults();

  abstract SimulatorCounts counts();

  abstract void settle();

  abstract void setTradeRate(int perSecond);

  /** The symbol that {@link #subscribe} names. */
  abstract String symbol();

  /** Connects, and takes what it is greeted with. */
  abstract StreamClient connect();

  /** Subscribes to the market's trades and takes the confirmation. */
  abstract void subscribe(StreamClient client);

  abstract void unsubscribe(StreamClient client);

  /** Asks something that is always answered, and takes the answer. */
  abstract void probe(StreamClient client);

  abstract String probe();

  /** Makes a trade; returns the id that it is told with. */
  abstract String trade(String price);

  abstract List<Told> read(JsonNode frame);

  /** What really happened, by the ids that it is told with. */
  abstract List<String> truth();

  abstract HttpResponse<String> rest() throws Exception;

  /** The ids of the trades that REST tells, in any order. */
  abstract List<String> restTrades() throws Exception;

  @Override
  public abstract void close();

  StreamClient subscribed() {
    StreamClient client = connect();
    subscribe(client);
    return client;
  }

  List<Told> next(StreamClient client) {
    return read(client.json());
  }

  /** The next {@code count} trades. */
  List<Told> next(StreamClient client, int count) {
    List<Told> all = new ArrayList<>();
    while (all.size() < count) {
      all.addAll(next(client));
    }
    assertThat(all).hasSize(count);
    return all;
  }

  Instant now() {
    return clock.instant();
  }

  static List<Told> list(JsonNode events, String symbol, String id, String price, String time) {
    List<Told> all = new ArrayList<>();
    for (JsonNode event : events) {
      JsonNode at = event.path(time);
      all.add(
          new Told(
              event.path(symbol).asString(),
              event.path(id).asString(),
              new BigDecimal(event.path(price).asString()),
              at.isNumber() ? at.asLong() : Instant.parse(at.asString()).toEpochMilli()));
    }
    return all;
  }

  static HttpResponse<String> get(URI base, String path, String... headers) throws Exception {
    return new RestClient(base).response(path, headers);
  }

  static List<String> ids(JsonNode list, String field) {
    List<String> ids = new ArrayList<>();
    list.forEach(row -> ids.add(row.path(field).asString()));
    return ids;
  }

  private static final class Binance extends Venue {
    private final BinanceSimulator simulator;
    private final SimulatedMarket market;

    Binance(Clock clock) {
      super(clock);
      simulator = BinanceSimulator.start(SETTINGS, clock);
      market = simulator.market(Segment.SPOT, "BTCUSDT");
    }

    @Override
    Faulty faults() {
      return simulator;
    }

    @Override
    SimulatorCounts counts() {
      return simulator.counts();
    }

    @Override
    void settle() {
      simulator.settle();
    }

    @Override
    void setTradeRate(int perSecond) {
      market.setTradeRate(perSecond);
    }

    @Override
    String symbol() {
      return "BTCUSDT";
    }

    @Override
    StreamClient connect() {
      return new StreamClient(simulator.spotWs(), "/stream");
    }

    @Override
    void subscribe(StreamClient client) {
      assertThat(client.ask("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":1}"))
          .contains("\"result\":null");
    }

    @Override
    void unsubscribe(StreamClient client) {
      client.ask("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":2}");
    }

    @Override
    String probe() {
      return "{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":99}";
    }

    @Override
    void probe(StreamClient client) {
      client.expectNothing();
    }

    @Override
    String trade(String price) {
      return Long.toString(market.trade(price, "1", BUY, now()).id());
    }

    @Override
    List<Told> read(JsonNode frame) {
      assertThat(frame.path("stream").asString()).isEqualTo("btcusdt@trade");
      return list(JSON.createArrayNode().add(frame.path("data")), "s", "t", "p", "T");
    }

    @Override
    List<String> truth() {
      return market.trades().stream().map(trade -> Long.toString(trade.id())).toList();
    }

    @Override
    HttpResponse<String> rest() throws Exception {
      return get(simulator.spotRest(), "/api/v3/aggTrades?symbol=BTCUSDT");
    }

    @Override
    List<String> restTrades() throws Exception {
      return ids(JSON.readTree(rest().body()), "a");
    }

    @Override
    public void close() {
      simulator.close();
    }
  }

  private static final class Bybit extends Venue {
    private final BybitSimulator simulator;
    private final MarketControl market;
    private final BybitInstrument instrument =
        BybitInstrument.DEFAULTS.stream()
            .filter(one -> one.terms().name().equals("linear:BTCUSDT"))
            .findFirst()
            .orElseThrow();

    Bybit(Clock clock) {
      super(clock);
      simulator = BybitSimulator.start(SETTINGS, clock);
      market = simulator.market(BybitCategory.LINEAR, "BTCUSDT");
    }

    @Override
    Faulty faults() {
      return simulator;
    }

    @Override
    SimulatorCounts counts() {
      return simulator.counts();
    }

    @Override
    void settle() {
      simulator.settle();
    }

    @Override
    void setTradeRate(int perSecond) {
      market.setTradeRate(perSecond, now());
    }

    @Override
    String symbol() {
      return "BTCUSDT";
    }

    @Override
    StreamClient connect() {
      return new StreamClient(simulator.ws(), "/linear");
    }

    @Override
    void subscribe(StreamClient client) {
      assertThat(
              client.ask(
                  "{\"req_id\":\"1\",\"op\":\"subscribe\",\"args\":[\"publicTrade.BTCUSDT\"]}"))
          .contains("\"success\":true");
    }

    @Override
    void unsubscribe(StreamClient client) {
      client.ask("{\"req_id\":\"2\",\"op\":\"unsubscribe\",\"args\":[\"publicTrade.BTCUSDT\"]}");
    }

    @Override
    String probe() {
      return "{\"req_id\":\"nothing\",\"op\":\"ping\"}";
    }

    @Override
    void probe(StreamClient client) {
      assertThat(client.ask(probe())).contains("pong");
    }

    @Override
    String trade(String price) {
      return instrument.tradeId(market.trade(price, "1", BUY, now()).id());
    }

    @Override
    List<Told> read(JsonNode frame) {
      assertThat(frame.path("topic").asString()).isEqualTo("publicTrade.BTCUSDT");
      return list(frame.path("data"), "s", "i", "p", "T");
    }

    @Override
    List<String> truth() {
      return market.trades().stream().map(trade -> instrument.tradeId(trade.id())).toList();
    }

    @Override
    HttpResponse<String> rest() throws Exception {
      return get(simulator.rest(), "/v5/market/recent-trade?category=linear&symbol=BTCUSDT");
    }

    @Override
    List<String> restTrades() throws Exception {
      return ids(JSON.readTree(rest().body()).path("result").path("list"), "execId");
    }

    @Override
    public void close() {
      simulator.close();
    }
  }

  private static final class Hyperliquid extends Venue {
    private static final String TRADES = "{\"type\":\"trades\",\"coin\":\"BTC\"}}";
    private final HyperliquidSimulator simulator;
    private final MarketControl market;

    Hyperliquid(Clock clock) {
      super(clock);
      simulator = HyperliquidSimulator.start(SETTINGS, clock);
      market = simulator.market("BTC");
    }

    @Override
    Faulty faults() {
      return simulator;
    }

    @Override
    SimulatorCounts counts() {
      return simulator.counts();
    }

    @Override
    void settle() {
      simulator.settle();
    }

    @Override
    void setTradeRate(int perSecond) {
      market.setTradeRate(perSecond, now());
    }

    @Override
    String symbol() {
      return "BTC";
    }

    @Override
    StreamClient connect() {
      return new StreamClient(simulator.ws(), "");
    }

    @Override
    void subscribe(StreamClient client) {
      assertThat(client.ask("{\"method\":\"subscribe\",\"subscription\":" + TRADES))
          .contains("subscriptionResponse");
    }

    @Override
    void unsubscribe(StreamClient client) {
      client.ask("{\"method\":\"unsubscribe\",\"subscription\":" + TRADES);
    }

    @Override
    String probe() {
      return "{\"method\":\"ping\"}";
    }

    @Override
    void probe(StreamClient client) {
      assertThat(client.ask(probe())).contains("pong");
    }

    @Override
    String trade(String price) {
      return told(market.trade(price, "1", BUY, now()));
    }

    private static String told(MarketTrade trade) {
      return Long.toString(HyperliquidSimulator.tradeId("BTC", trade));
    }

    @Override
    List<Told> read(JsonNode frame) {
      assertThat(frame.path("channel").asString()).isEqualTo("trades");
      return list(frame.path("data"), "coin", "tid", "px", "time");
    }

    @Override
    List<String> truth() {
      return market.trades().stream().map(Hyperliquid::told).toList();
    }

    @Override
    HttpResponse<String> rest() throws Exception {
      var request =
          HttpRequest.newBuilder(URI.create(simulator.rest() + "/info"))
              .POST(BodyPublishers.ofString("{\"type\":\"recentTrades\",\"coin\":\"BTC\"}"));
      return StreamClient.HTTP.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    List<String> restTrades() throws Exception {
      return ids(JSON.readTree(rest().body()), "tid");
    }

    @Override
    public void close() {
      simulator.close();
    }
  }

  private static final class Alpaca extends Venue {
    private final AlpacaSimulator simulator;
    private final MarketControl market;

    Alpaca(Clock clock) {
      super(clock);
      simulator = AlpacaSimulator.start(SETTINGS, clock);
      market = simulator.market("AAPL");
    }

    @Override
    Faulty faults() {
      return simulator;
    }

    @Override
    SimulatorCounts counts() {
      return simulator.counts();
    }

    @Override
    void settle() {
      simulator.settle();
    }

    @Override
    void setTradeRate(int perSecond) {
      market.setTradeRate(perSecond, now());
    }

    @Override
    String symbol() {
      return "AAPL";
    }

    @Override
    StreamClient connect() {
      return new StreamClient(simulator.stocksWs(), "/iex");
    }

    @Override
    void subscribe(StreamClient client) {
      String reply =
          client.ask(
              "{\"action\":\"auth\",\"key\":\"%s\",\"secret\":\"%s\"}"
                  .formatted(AlpacaSimulator.KEY, AlpacaSimulator.SECRET));
      if (reply.contains("\"connected\"")) {
        assertThat(client.text()).contains("authenticated");
      }
      assertThat(client.ask("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}"))
          .contains("\"trades\":[\"AAPL\"]");
    }

    @Override
    void unsubscribe(StreamClient client) {
      client.ask("{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\"]}");
    }

    @Override
    String probe() {
      return "{\"action\":\"dance\"}";
    }

    @Override
    void probe(StreamClient client) {
      String reply = client.ask(probe());
      assertThat(reply.contains("\"connected\"") ? client.text() : reply).contains("400");
    }

    @Override
    String trade(String price) {
      return Long.toString(market.trade(price, "1", BUY, now()).id());
    }

    @Override
    List<Told> read(JsonNode frame) {
      return list(frame, "S", "i", "p", "t");
    }

    @Override
    List<String> truth() {
      return market.trades().stream().map(trade -> Long.toString(trade.id())).toList();
    }

    @Override
    HttpResponse<String> rest() throws Exception {
      return get(
          simulator.rest(),
          "/v2/stocks/trades?symbols=AAPL",
          "APCA-API-KEY-ID",
          AlpacaSimulator.KEY,
          "APCA-API-SECRET-KEY",
          AlpacaSimulator.SECRET);
    }

    @Override
    List<String> restTrades() throws Exception {
      return ids(JSON.readTree(rest().body()).path("trades").path("AAPL"), "i");
    }

    @Override
    public void close() {
      simulator.close();
    }
  }
}

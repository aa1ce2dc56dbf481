package io.barline.simulator.okx;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.simulator.Fault;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.StreamClient;
import io.barline.simulator.TestClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OkxSimulatorTest {
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);

  private final TestClock clock = new TestClock();
  private final OkxSimulator okx = OkxSimulator.start(MANUAL, clock);
  private final MarketControl spot = okx.market("BTC-USDT");
  private final MarketControl swap = okx.market("BTC-USDT-SWAP");

  @AfterEach
  void close() {
    okx.close();
  }

  private void pass(Duration time) {
    clock.advance(time);
    okx.settle();
  }

  private static String request(String operation, String channel, String instId) {
    return "{\"op\":\"%s\",\"args\":[{\"channel\":\"%s\",\"instId\":\"%s\"}]}"
        .formatted(operation, channel, instId);
  }

  private StreamClient client(String path) {
    return new StreamClient(okx.ws(), path);
  }

  private StreamClient client(String channel, String instId) {
    StreamClient client = client(channel.startsWith("candle") ? "/business" : "/public");
    assertThat(client.ask(request("subscribe", channel, instId)))
        .startsWith("{\"event\":\"subscribe\"");
    return client;
  }

  private static void expectNothing(StreamClient client) {
    assertThat(client.ask("ping")).isEqualTo("pong");
  }

  @Test
  void answersForEachArgument() {
    try (StreamClient client = client("/public")) {
      String arguments =
          "{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"},{\"channel\":\"trades\",\"instId\":\"NOPE\"}";
      assertThat(client.ask("{\"id\":\"a1\",\"op\":\"subscribe\",\"args\":[" + arguments + "]}"))
          .isEqualTo(
              "{\"id\":\"a1\",\"event\":\"subscribe\",\"arg\":{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"},\"connId\":\"00000001\"}");
      assertThat(client.text())
          .startsWith("{\"id\":\"a1\",\"event\":\"error\",\"code\":\"60018\"")
          .contains("Wrong URL or channel:trades,instId:NOPE doesn't exist.");
      assertThat(okx.isSubscribed("trades", "BTC-USDT")).isTrue();
      assertThat(client.ask(request("unsubscribe", "trades", "BTC-USDT")))
          .startsWith("{\"event\":\"unsubscribe\",\"arg\":{\"channel\":\"trades\"");
      assertThat(okx.isSubscribed("trades", "BTC-USDT")).isFalse();
      assertThat(client.ask("no json")).contains("\"code\":\"60012\"");
      assertThat(client.ask("{\"op\":\"login\"}")).contains("\"code\":\"60012\"");
    }
  }

  @Test
  void candlesHaveAnAddressOfTheirOwn() {
    try (StreamClient open = client("/public");
        StreamClient business = client("/business")) {
      assertThat(open.ask(request("subscribe", "candle1m", "BTC-USDT"))).contains("60018");
      assertThat(business.ask(request("subscribe", "trades", "BTC-USDT"))).contains("60018");
      assertThat(business.ask(request("subscribe", "candle1m", "BTC-USDT")))
          .contains("\"event\":\"subscribe\"");
    }
  }

  @Test
  void tellsEachTrade() {
    try (StreamClient client = client("trades", "BTC-USDT")) {
      swap.trade("65010.5", "3", Side.SELL, clock.instant());
      spot.trade("65000.5", "0.25", Side.SELL, clock.instant());
      assertThat(client.text())
          .isEqualTo(
              "{\"arg\":{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"},\"data\":[{\"instId\":\"BTC-USDT\",\"tradeId\":\"1000000\",\"px\":\"65000.5\",\"sz\":\"0.25\",\"side\":\"sell\",\"ts\":\"1795357200000\",\"count\":\"1\",\"source\":\"0\",\"seqId\":1000000}]}");
      expectNothing(client);
    }
  }

  @Test
  void aBookIsASnapshotAndWhatChanges() {
    try (StreamClient client = client("books", "BTC-USDT")) {
      Map<BigDecimal, String> bids = new TreeMap<>(Comparator.reverseOrder());
      Map<BigDecimal, String> asks = new TreeMap<>();
      JsonNode snapshot = client.json();
      assertThat(snapshot.path("action").asString()).isEqualTo("snapshot");
      assertThat(snapshot.path("data").get(0).path("prevSeqId").asLong()).isEqualTo(-1);
      long sequence = apply(snapshot, bids, asks);
      for (String price : List.of("65040", "64900", "65010.1", "60000")) {
        spot.trade(price, "1", Side.BUY, clock.instant());
        pass(Duration.ofMillis(100));
        JsonNode update = client.json();
        assertThat(update.path("action").asString()).isEqualTo("update");
        assertThat(update.path("data").get(0).path("prevSeqId").asLong()).isEqualTo(sequence);
        sequence = apply(update, bids, asks);
      }
      pass(Duration.ofSeconds(29));
      expectNothing(client);
      pass(Duration.ofSeconds(29));
      expectNothing(client);
      pass(Duration.ofSeconds(2));
      JsonNode unchanged = client.json().path("data").get(0);
      assertThat(unchanged.path("asks")).isEmpty();
      assertThat(unchanged.path("prevSeqId").asLong()).isEqualTo(sequence);
      assertThat(unchanged.path("seqId").asLong()).isEqualTo(sequence);
      okx.loseBookChange("BTC-USDT");
      for (String price : List.of("61000", "61000.1")) {
        spot.trade(price, "1", Side.BUY, clock.instant());
        pass(Duration.ofMillis(100));
      }
      assertThat(client.json().path("data").get(0).path("prevSeqId").asLong())
          .isGreaterThan(sequence);
      assertThat(client.ask(request("subscribe", "books", "BTC-USDT"))).contains("subscribe");
      bids.clear();
      asks.clear();
      apply(client.json(), bids, asks);
    }
  }

  /** The number of the frame. */
  private long apply(JsonNode frame, Map<BigDecimal, String> bids, Map<BigDecimal, String> asks) {
    JsonNode entry = frame.path("data").get(0);
    change(bids, entry.path("bids"));
    change(asks, entry.path("asks"));
    MarketBook truth = spot.book(400);
    assertThat(levels(bids)).isEqualTo(truth.bids());
    assertThat(levels(asks)).isEqualTo(truth.asks());
    MarketBook replica = new MarketBook(0, 0, levels(bids), levels(asks));
    assertThat(entry.path("checksum").asInt()).isEqualTo(BookChecksum.of(replica));
    return entry.path("seqId").asLong();
  }

  private static void change(Map<BigDecimal, String> side, JsonNode changes) {
    for (JsonNode level : changes) {
      BigDecimal price = new BigDecimal(level.get(0).asString());
      if (level.get(1).asString().equals("0")) {
        assertThat(side.remove(price)).isNotNull();
      } else {
        side.put(price, level.get(1).asString());
      }
    }
  }

  private static List<Level> levels(Map<BigDecimal, String> side) {
    List<Level> levels = new ArrayList<>();
    side.forEach((price, size) -> levels.add(new Level(Decimal.of(price), Decimal.parse(size))));
    return levels;
  }

  @Test
  void theBestLevelsAreToldWhole() {
    try (StreamClient five = client("books5", "BTC-USDT");
        StreamClient best = client("bbo-tbt", "BTC-USDT")) {
      assertThat(five.json().path("data").get(0).path("asks")).hasSize(5);
      assertThat(best.json().has("action")).isFalse();
      spot.quote("64999", "2", "65001", "3", clock.instant());
      pass(Duration.ofMillis(100));
      assertThat(best.json().path("data").get(0).path("bids").toString())
          .isEqualTo("[[\"64999\",\"2\",\"0\",\"1\"]]");
      assertThat(five.json().path("data").get(0).path("bids").get(0).get(0).asString())
          .isEqualTo("64999");
    }
  }

  @Test
  void tickersCountContractsAndCoins() {
    swap.trade("65000", "100", Side.BUY, clock.instant());
    try (StreamClient client = client("tickers", "BTC-USDT-SWAP")) {
      client.json();
      swap.trade("65000", "50", Side.BUY, clock.instant());
      pass(Duration.ofMillis(100));
      JsonNode ticker = client.json().path("data").get(0);
      assertThat(ticker.path("instType").asString()).isEqualTo("SWAP");
      assertThat(ticker.path("vol24h").asString()).isEqualTo("150");
      assertThat(ticker.path("volCcy24h").asString()).isEqualTo("1.5");
    }
  }

  @Test
  void candlesAreToldOpenAndClosed() {
    swap.trade("65000", "100", Side.BUY, clock.instant());
    try (StreamClient client = client("candle1m", "BTC-USDT-SWAP")) {
      assertThat(client.json().path("data").get(0).toString())
          .isEqualTo(
              "[\"1795357200000\",\"65000\",\"65000\",\"65000\",\"65000\",\"100\",\"1\",\"65000\",\"0\"]");
      swap.trade("65010", "100", Side.BUY, clock.instant());
      pass(Duration.ofSeconds(1));
      assertThat(client.json().path("data").get(0).get(4).asString()).isEqualTo("65010");
      pass(Duration.ofSeconds(25));
      expectNothing(client);
      pass(Duration.ofSeconds(25));
      expectNothing(client);
      pass(Duration.ofSeconds(9));
      JsonNode closed = client.json().path("data").get(0);
      assertThat(closed.get(5).asString()).isEqualTo("200");
      assertThat(closed.get(8).asString()).isEqualTo("1");
      swap.trade("65020", "1", Side.BUY, clock.instant().plusSeconds(60));
      JsonNode empty = client.json().path("data").get(0);
      assertThat(empty.get(0).asString()).isEqualTo("1795357260000");
      assertThat(empty.get(5).asString()).isEqualTo("0");
    }
  }

  @Test
  void closesWhatIsSilent() {
    try (StreamClient client = client("trades", "BTC-USDT");
        StreamClient pinging = client("trades", "ETH-USDT")) {
      pass(Duration.ofSeconds(20));
      expectNothing(pinging);
      pass(Duration.ofSeconds(11));
      assertThat(client.closeCode()).isEqualTo(4004);
      expectNothing(pinging);
    }
  }

  @Test
  void faultsAreThoseOfAnyExchange() {
    okx.begin(new Fault.Reject("ETH-USDT"));
    okx.begin(new Fault.AckOnly());
    try (StreamClient client = client("trades", "BTC-USDT")) {
      assertThat(client.ask(request("subscribe", "trades", "ETH-USDT"))).contains("60018");
      spot.trade("65000", "1", Side.BUY, clock.instant());
      expectNothing(client);
      okx.heal();
    }
    try (StreamClient client = client("trades", "BTC-USDT")) {
      spot.repeatLastTrade();
      assertThat(client.text()).contains("\"tradeId\":\"1000000\"");
      okx.mute(true);
      spot.repeatLastTrade();
      expectNothing(client);
      okx.closeAll(1012, "restart");
      assertThat(client.closeCode()).isEqualTo(1012);
    }
  }
}

package io.barline.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.exchange.Inbound;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Frames that were recorded from Binance say what Jackson reads in them. */
class BinanceRecordingsTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures");
  private static final long RECEIVED = 7;

  private final JsonMapper mapper = JsonMapper.shared();
  private int trades;
  private int quotes;
  private int bars;
  private int deltas;

  @Test
  void readsSpot() throws IOException {
    readAll("binance-spot", Instrument.Type.SPOT, null);
  }

  @Test
  void readsUsdm() throws IOException {
    readAll("binance-usdm", Instrument.Type.LINEAR, null);
  }

  @Test
  void readsCoinm() throws IOException {
    readAll("binance-coinm", Instrument.Type.INVERSE, Decimal.parse("10"));
  }

  private void readAll(String folder, Instrument.Type type, @Nullable Decimal contractSize)
      throws IOException {
    assumeTrue(Files.isDirectory(FIXTURES), "no recordings in ../shared/fixtures");
    BinanceDecoder decoder = new BinanceDecoder(symbol -> instrument(symbol, type, contractSize));
    for (String frame : frames(FIXTURES.resolve(folder))) {
      List<Inbound> said = new ArrayList<>();
      byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
      decoder.decode(bytes, 0, bytes.length, RECEIVED, said::add);
      check(frame, said);
    }
    assertThat(trades).isPositive();
    assertThat(quotes).isPositive();
    assertThat(bars).isPositive();
    assertThat(deltas).isPositive();
  }

  private static Instrument instrument(
      String symbol, Instrument.Type type, @Nullable Decimal contractSize) {
    return new Instrument(
        "binance",
        "any",
        symbol,
        symbol,
        type,
        symbol,
        "USD",
        null,
        null,
        null,
        contractSize,
        true,
        false);
  }

  private static List<String> frames(Path folder) throws IOException {
    List<String> frames = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = folder.relativize(file).toString();
        if (path.endsWith(".ws")) {
          for (String line : Files.readAllLines(file)) {
            frames.add(line.substring(line.indexOf('{')));
          }
        } else if (path.endsWith(".jsonl")) {
          frames.addAll(Files.readAllLines(file));
        } else if (path.endsWith("messages_with_expected.json")) {
          JsonMapper.shared()
              .readTree(Files.readString(file))
              .forEach(entry -> frames.add(entry.get("message").toString()));
        } else if (path.contains("Binance.Net/ws/")) {
          for (String part : Files.readString(file).split("(?m)^[=<>]", -1)) {
            if (part.contains("\"data\"")) {
              frames.add(part.strip());
            }
          }
        } else if (path.contains("ws_messages/") || path.contains("market_data_json/")) {
          frames.add(Files.readString(file).strip());
        }
      }
    }
    return frames;
  }

  /** Examples in the documentation show one symbol on another's stream. */
  private static boolean isOfItsStream(JsonNode message, JsonNode event) {
    String stream = message.path("stream").asString("");
    int at = stream.indexOf('@');
    return at <= 0
        || !event.has("s")
        || stream.substring(0, at).equalsIgnoreCase(event.path("s").asString());
  }

  private void check(String frame, List<Inbound> said) {
    JsonNode message = mapper.readTree(frame);
    JsonNode event = message.has("data") ? message.get("data") : message;
    String kind = event.path("e").asString(event.has("B") ? "bookTicker" : "");
    boolean documented =
        switch (kind) {
          case "aggTrade" -> event.has("a"); // it had no id in 2019
          case "kline" -> isBar(event.get("k")); // an example in the documentation is none
          default -> true;
        };
    assertThat(said).as(frame).hasSize(1);
    if (!isOfItsStream(message, event)) {
      assertThat(said.getFirst()).as(frame).isNotInstanceOf(Inbound.Data.class);
      return;
    }
    if (!documented) {
      assertThat(said.getFirst()).as(frame).isInstanceOf(Inbound.Unrecognized.class);
      return;
    }
    assertThat(said.getFirst()).as(frame).isNotInstanceOf(Inbound.Unrecognized.class);
    if (!(said.getFirst() instanceof Inbound.Data(MarketEvent data))) {
      assertThat(kind).as(frame).isNotIn("aggTrade", "bookTicker", "kline", "24hrTicker");
      assertThat(
              kind.equals("depthUpdate") && message.path("stream").asString().contains("@depth@"))
          .as(frame)
          .isFalse();
      assertThat(kind.equals("trade") && event.path("X").asString("MARKET").equals("MARKET"))
          .as(frame)
          .isFalse();
      return;
    }
    switch (data) {
      case Trade trade -> checkTrade(event, kind, trade);
      case Quote quote -> checkQuote(event, quote);
      case Bar bar -> checkBar(event, bar);
      case BookDelta delta -> checkDelta(event, delta);
      case Ticker ticker -> checkTicker(event, ticker);
      default -> throw new AssertionError(frame);
    }
  }

  private static boolean isBar(JsonNode k) {
    BigDecimal low = decimal(k, "l").toBigDecimal();
    return low.compareTo(decimal(k, "o").toBigDecimal()) <= 0
        && low.compareTo(decimal(k, "c").toBigDecimal()) <= 0;
  }

  private void checkTrade(JsonNode event, String kind, Trade trade) {
    trades++;
    boolean single = kind.equals("trade");
    assertThat(trade.instrument().nativeSymbol()).isEqualTo(event.get("s").stringValue());
    assertThat(trade.sequence()).isEqualTo(event.get(single ? "t" : "a").longValue());
    assertThat(trade.price()).isEqualTo(decimal(event, "p"));
    assertThat(trade.size()).isEqualTo(decimal(event, "q"));
    assertThat(trade.taker()).isEqualTo(event.get("m").booleanValue() ? Side.SELL : Side.BUY);
    assertThat(trade.count())
        .isEqualTo(single ? 1 : event.get("l").longValue() - event.get("f").longValue() + 1);
    assertThat(trade.exchangeTime()).isEqualTo(event.get("T").longValue() * 1_000_000);
    assertThat(trade.receiveTime()).isEqualTo(RECEIVED);
  }

  private void checkQuote(JsonNode event, Quote quote) {
    quotes++;
    assertThat(quote.instrument().nativeSymbol()).isEqualTo(event.get("s").stringValue());
    assertThat(quote.sequence()).isEqualTo(event.get("u").longValue());
    assertThat(quote.bid()).isEqualTo(decimal(event, "b"));
    assertThat(quote.bidSize()).isEqualTo(decimal(event, "B"));
    assertThat(quote.ask()).isEqualTo(decimal(event, "a"));
    assertThat(quote.askSize()).isEqualTo(decimal(event, "A"));
    assertThat(quote.exchangeTime()).isEqualTo(event.path("T").asLong(0) * 1_000_000);
  }

  private void checkBar(JsonNode event, Bar bar) {
    bars++;
    JsonNode k = event.get("k");
    assertThat(bar.instrument().nativeSymbol()).isEqualTo(event.get("s").stringValue());
    assertThat(bar.interval().code()).isEqualTo(k.get("i").stringValue());
    assertThat(bar.timestamp()).isEqualTo(k.get("t").longValue() * 1_000_000);
    assertThat(bar.open()).isEqualTo(decimal(k, "o"));
    assertThat(bar.high()).isEqualTo(decimal(k, "h"));
    assertThat(bar.low()).isEqualTo(decimal(k, "l"));
    assertThat(bar.close()).isEqualTo(decimal(k, "c"));
    assertThat(bar.volume()).isEqualTo(decimal(k, "v"));
    assertThat(bar.buyVolume()).isEqualTo(decimal(k, "V"));
    assertThat(bar.trades()).isEqualTo(k.get("n").longValue());
    assertThat(bar.closed()).isEqualTo(k.get("x").booleanValue());
    BigDecimal volume = decimal(k, "v").toBigDecimal();
    BigDecimal value = decimal(k, "q").toBigDecimal();
    if (bar.instrument().type().isInverse()) {
      assertThat(bar.quoteVolume()).isEqualTo(Decimal.of(volume.multiply(BigDecimal.TEN)));
      assertThat(bar.vwap()).isNull();
    } else {
      assertThat(bar.quoteVolume()).isEqualTo(Decimal.of(value));
      assertThat(bar.vwap())
          .isEqualTo(
              volume.signum() == 0
                  ? null
                  : Decimal.of(value.divide(volume, new MathContext(18, RoundingMode.HALF_EVEN))));
    }
  }

  private void checkDelta(JsonNode event, BookDelta delta) {
    deltas++;
    assertThat(delta.instrument().nativeSymbol()).isEqualTo(event.get("s").stringValue());
    assertThat(delta.first()).isEqualTo(event.get("U").longValue());
    assertThat(delta.sequence()).isEqualTo(event.get("u").longValue());
    assertThat(delta.previous()).isEqualTo(event.path("pu").asLong(Trade.NO_SEQUENCE));
    assertThat(delta.bids()).isEqualTo(levels(event.get("b")));
    assertThat(delta.asks()).isEqualTo(levels(event.get("a")));
    long time = event.path("T").asLong(event.get("E").longValue());
    assertThat(delta.exchangeTime()).isEqualTo(time * 1_000_000);
    assertThat(delta.receiveTime()).isEqualTo(RECEIVED);
  }

  private static List<Level> levels(JsonNode side) {
    List<Level> levels = new ArrayList<>();
    for (JsonNode level : side) {
      levels.add(
          new Level(
              Decimal.parse(level.get(0).stringValue()),
              Decimal.parse(level.get(1).stringValue())));
    }
    return levels;
  }

  private static void checkTicker(JsonNode event, Ticker ticker) {
    assertThat(ticker.last()).isEqualTo(decimal(event, "c"));
    assertThat(ticker.open()).isEqualTo(decimal(event, "o"));
    assertThat(ticker.high()).isEqualTo(decimal(event, "h"));
    assertThat(ticker.low()).isEqualTo(decimal(event, "l"));
    assertThat(ticker.volume()).isEqualTo(decimal(event, "v"));
    assertThat(ticker.bid()).isEqualTo(event.has("b") ? decimal(event, "b") : null);
    assertThat(ticker.exchangeTime()).isEqualTo(event.get("E").longValue() * 1_000_000);
  }

  private static Decimal decimal(JsonNode node, String field) {
    return Decimal.of(new BigDecimal(node.get(field).stringValue()));
  }
}

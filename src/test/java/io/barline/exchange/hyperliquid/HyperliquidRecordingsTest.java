package io.barline.exchange.hyperliquid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.Inbound;
import io.barline.exchange.Segment;
import io.barline.market.Bar;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was recorded from Hyperliquid, or handed down by others, is read as it was meant. */
class HyperliquidRecordingsTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures/hyperliquid");
  private static final long RECEIVED = 1_800_000_000_000_000_000L;

  private final Hyperliquid hyperliquid = new Hyperliquid(HyperliquidTest.settings(Map.of()));
  private final Segment segment = hyperliquid.segments().getFirst();

  private static String text(String file) throws IOException {
    Path path = FIXTURES.resolve(file);
    assumeTrue(Files.exists(path), "no recording " + path);
    return Files.readString(path);
  }

  /** The body after three lines that tell of the request. */
  private static byte[] body(String file) throws IOException {
    String[] parts = text(file).split("\n", 4);
    return parts[3].getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String file) throws IOException {
    return text(file).getBytes(StandardCharsets.UTF_8);
  }

  private CataloguePage catalogue(byte[] body) {
    return hyperliquid.readCatalogue(segment, body);
  }

  private static Instrument named(String coin) {
    return new Instrument(
        "hyperliquid",
        "main",
        coin,
        coin,
        Instrument.Type.LINEAR,
        coin,
        "USDC",
        "USDC",
        null,
        null,
        null,
        true,
        false);
  }

  /** What the replies and pushes of a script say; what follows ">" is sent by the client. */
  private List<Inbound> play(String file) throws IOException {
    List<Inbound> said = new ArrayList<>();
    var decoder =
        hyperliquid.newDecoder(hyperliquid.routes().getFirst(), HyperliquidRecordingsTest::named);
    for (String part : text(file).split("(?m)^(?=[=<>])", -1)) {
      if (part.startsWith("<") || part.startsWith("=")) {
        byte[] frame = part.substring(part.indexOf('{')).strip().getBytes(StandardCharsets.UTF_8);
        decoder.decode(frame, 0, frame.length, RECEIVED, said::add);
      }
    }
    return said;
  }

  @Test
  void readsTrades() throws IOException {
    assertThat(play("HyperLiquid.Net/ws/Trades.txt"))
        .containsExactly(
            new Inbound.Confirmed(true, Set.of("trades:HYPE")),
            new Inbound.Data(
                new Trade(
                    named("HYPE"),
                    716095722814130L,
                    null,
                    Decimal.parse("35.276"),
                    Decimal.parse("5.78"),
                    Side.BUY,
                    1,
                    1_764_835_613_064_000_000L,
                    RECEIVED)));
  }

  @Test
  void readsBooks() throws IOException {
    assertThat(play("HyperLiquid.Net/ws/OrderBook.txt"))
        .containsExactly(
            new Inbound.Confirmed(true, Set.of("l2Book:HYPE")),
            new Inbound.Data(
                new BookSnapshot(
                    named("HYPE"),
                    20,
                    Trade.NO_SEQUENCE,
                    List.of(level("34.967", "2.85"), level("34.962", "3.84")),
                    List.of(level("34.969", "1473.06"), level("34.97", "1544.51")),
                    1_764_842_873_555_000_000L,
                    RECEIVED)));
  }

  private static Level level(String price, String size) {
    return new Level(Decimal.parse(price), Decimal.parse(size));
  }

  @Test
  void readsAnswersInAnotherOrderAndRefusesCandlesWithoutPrices() throws IOException {
    List<Inbound> said = play("HyperLiquid.Net/ws/Concurrent.txt");
    assertThat(said.subList(0, 2))
        .containsExactly(
            new Inbound.Confirmed(true, Set.of("candle.1d:HYPE")),
            new Inbound.Confirmed(true, Set.of("candle.1h:HYPE")));
    assertThat(said.subList(2, said.size()))
        .hasSize(2)
        .hasOnlyElementsOfType(Inbound.Unrecognized.class);
  }

  @Test
  void takesMidsForAHeartbeat() throws IOException {
    byte[] frame = bytes("nautilus_trader/ws_allmids.json");
    List<Inbound> said = new ArrayList<>();
    hyperliquid
        .newDecoder(hyperliquid.routes().getFirst(), HyperliquidRecordingsTest::named)
        .decode(frame, 0, frame.length, RECEIVED, said::add);
    assertThat(said).containsExactly(new Inbound.Heartbeat());
  }

  @Test
  void listsPerpetuals() throws IOException {
    assertThat(catalogue(body("HyperLiquid.Net/rest/Futures/ExchangeData/GetExchangeInfo.txt")))
        .satisfies(
            page -> {
              assertThat(page.instruments())
                  .extracting(Instrument::symbol)
                  .containsExactly("BTC/USDC:USDC", "ETH/USDC:USDC", "HPOS/USDC:USDC");
              assertThat(page.instruments().getFirst().lotSize()).isEqualTo(Decimal.of(1, 5));
            });
    assertThat(catalogue(bytes("nautilus_trader/http_meta_perp_sample.json")).instruments())
        .extracting(Instrument::nativeSymbol)
        .containsExactly("BTC", "ETH", "ATOM");
  }

  @Test
  void listsPerpetualsOfUsdcCollateralOnly() throws IOException {
    List<String> symbols = new ArrayList<>();
    JsonNode metas =
        JsonMapper.shared()
            .readTree(text("nautilus_trader/http_all_perp_metas_non_usdc_collateral.json"));
    for (JsonNode meta : metas) {
      catalogue(meta.toString().getBytes(StandardCharsets.UTF_8))
          .instruments()
          .forEach(instrument -> symbols.add(instrument.symbol()));
    }
    assertThat(symbols).containsExactly("BTC/USDC:USDC");
  }

  @Test
  void listsSpot() throws IOException {
    JsonNode both =
        JsonMapper.shared()
            .readTree(body("HyperLiquid.Net/rest/Spot/ExchangeData/GetExchangeInfoAndTickers.txt"));
    assertThat(catalogue(both.get(0).toString().getBytes(StandardCharsets.UTF_8)).instruments())
        .singleElement()
        .satisfies(
            purr -> {
              assertThat(purr.symbol()).isEqualTo("PURR/USDC");
              assertThat(purr.lotSize()).isEqualTo(Decimal.ONE);
              assertThat(purr.type()).isEqualTo(Instrument.Type.SPOT);
            });
    assertThat(
            catalogue(bytes("nautilus_trader/http_spot_meta_non_usdc_collateral.json"))
                .instruments())
        .isEmpty();
  }

  @Test
  void readsTheCassettes() throws IOException {
    int listed = 0;
    for (String cassette : List.of("get_info.json", "get_all_mids.json", "get_l2_snapshot.json")) {
      for (JsonNode exchange :
          JsonMapper.shared().readTree(text("hyperliquid-python-sdk/" + cassette))) {
        if (exchange.path("request").path("body").path("type").asString("").equals("meta")) {
          JsonNode meta = exchange.get("response");
          assertThat(catalogue(meta.toString().getBytes(StandardCharsets.UTF_8)).instruments())
              .hasSize(meta.get("universe").size());
          listed++;
        }
      }
    }
    assertThat(listed).isPositive();
  }

  @Test
  void readsPastBars() throws IOException {
    List<Bar> bars =
        hyperliquid
            .history()
            .readBars(
                named("@107"),
                Interval.D1,
                body("HyperLiquid.Net/rest/Spot/ExchangeData/GetKlines.txt"),
                1_737_500_000_000_000_000L)
            .list();
    assertThat(bars).extracting(Bar::trades).containsExactly(278_401L, 49_556L);
    assertThat(bars).extracting(Bar::closed).containsExactly(true, false);
    assertThat(bars.getFirst().high()).isEqualTo(Decimal.parse("22.755"));
  }

  @Test
  void readsPastTrades() throws IOException {
    List<Trade> trades =
        hyperliquid
            .history()
            .readTrades(
                named("BTC"), bytes("nautilus_trader/http_recent_trades_btc.json"), RECEIVED)
            .list();
    assertThat(trades).extracting(Trade::sequence).isSorted().startsWith(300_001L);
    assertThat(trades.getLast().taker()).isEqualTo(Side.SELL);
  }
}

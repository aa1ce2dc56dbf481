package io.barline.exchange.bybit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.book.DepthView;
import io.barline.book.OrderBook;
import io.barline.book.Outcome;
import io.barline.book.SequenceRule;
import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was recorded from Bybit by others is understood. */
class BybitRecordingsTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures/bybit");

  private final Bybit bybit = new Bybit(BybitTest.SETTINGS);

  @Test
  void understandsEveryMessage() throws IOException {
    assumeTrue(Files.isDirectory(FIXTURES), "no recordings in " + FIXTURES);
    List<String> frames =
        new ArrayList<>(Files.readAllLines(FIXTURES.resolve("FastMM/raw_md_stream.jsonl")));
    for (String name : List.of("orderbook_delta", "orderbook_snapshot", "public_trade")) {
      frames.add(Files.readString(FIXTURES.resolve("nautilus_trader/ws_" + name + ".json")));
    }
    frames.add(Files.readString(FIXTURES.resolve("nautilus_trader/ws_subscription_failure.json")));
    // The example lacks a comma.
    frames.add(
        Files.readString(FIXTURES.resolve("XChange/orderBookDeltaResponse.json5"))
            .replaceFirst("\\}(\\s*\"cts\")", "},$1"));
    for (String name : List.of("Linear/Trades", "Spot/Trades", "Spot/Ticker")) {
      String script = Files.readString(FIXTURES.resolve("Bybit.Net/ws/" + name + ".txt"));
      frames.add(script.substring(script.lastIndexOf('=') + 1));
    }
    Decoder decoder = bybit.newDecoder(bybit.routes().getFirst(), _ -> BybitTest.SPOT);
    int events = 0;
    for (String frame : frames) {
      if (!isReplyToSomebodyElse(frame)) {
        List<Inbound> said = new ArrayList<>();
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        decoder.decode(bytes, 0, bytes.length, 1, said::add);
        assertThat(said).as(frame).isNotEmpty().noneMatch(Inbound.Unrecognized.class::isInstance);
        events += (int) said.stream().filter(Inbound.Data.class::isInstance).count();
      }
    }
    assertThat(events).isGreaterThan(40);
  }

  @Test
  void rebuildsARecordedBook() throws IOException {
    Path recording = FIXTURES.resolve("FastMM/raw_md_stream.jsonl");
    Path expected = FIXTURES.resolve("../expected/books_BYBIT_FastMM.open.json");
    assumeTrue(Files.exists(recording) && Files.exists(expected), "no recording " + recording);
    SequenceRule rule = Objects.requireNonNull(bybit.segments().getFirst().books());
    OrderBook book = new OrderBook(rule, 50);
    Decoder decoder = bybit.newDecoder(bybit.routes().getFirst(), _ -> BybitTest.SPOT);
    Map<Long, List<Level>> touches = new HashMap<>();
    int matches = 0;
    for (String frame : Files.readAllLines(recording)) {
      List<Inbound> said = new ArrayList<>();
      byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
      decoder.decode(bytes, 0, bytes.length, 1, said::add);
      long sequence = JsonMapper.shared().readTree(frame).path("data").path("seq").asLong();
      switch (said.getFirst()) {
        case Inbound.Data(BookSnapshot whole) when whole.depth() == 50 -> {
          assertThat(book.on(whole)).isInstanceOf(Outcome.Replaced.class);
          touches.put(sequence, touch(book));
        }
        case Inbound.Data(BookDelta delta) -> {
          assertThat(book.on(delta)).isInstanceOf(Outcome.Updated.class);
          touches.put(sequence, touch(book));
        }
        case Inbound.Data(BookSnapshot best) -> {
          List<Level> touch = touches.get(sequence);
          if (touch == null) {
            touches.put(-sequence, List.of(best.bids().getFirst(), best.asks().getFirst()));
          } else {
            assertThat(touch).containsExactly(best.bids().getFirst(), best.asks().getFirst());
            matches++;
          }
        }
        default -> {}
      }
      List<Level> before = touches.remove(-sequence);
      if (before != null && touches.get(sequence) != null) {
        assertThat(touches.get(sequence)).isEqualTo(before);
        matches++;
      } else if (before != null) {
        touches.put(-sequence, before);
      }
    }
    JsonNode end =
        JsonMapper.shared()
            .readTree(Files.readString(expected))
            .path("books")
            .path("FastMM/raw_md_stream.jsonl orderbook.50.BTCUSDT");
    BookSnapshot last = whole(book);
    assertThat(book.sequence()).isEqualTo(end.path("finalU").asLong());
    assertThat(last.bids()).hasSize(end.path("bidLevels").asInt());
    assertThat(last.asks()).hasSize(end.path("askLevels").asInt());
    assertThat(last.bids()).startsWith(levels(end.path("bids")));
    assertThat(last.asks()).startsWith(levels(end.path("asks")));
    assertThat(matches).isEqualTo(end.path("level1Matches").asInt());
  }

  private static BookSnapshot whole(OrderBook book) {
    return Objects.requireNonNull(new DepthView(BybitTest.SPOT, 50).snapshot(book, 1));
  }

  private static List<Level> touch(OrderBook book) {
    BookSnapshot whole = whole(book);
    return List.of(whole.bids().getFirst(), whole.asks().getFirst());
  }

  private static Level[] levels(JsonNode side) {
    return side.valueStream()
        .map(
            level ->
                new Level(
                    Decimal.parse(level.get(0).asString()), Decimal.parse(level.get(1).asString())))
        .toArray(Level[]::new);
  }

  /** Our requests have numbers. */
  private static boolean isReplyToSomebodyElse(String frame) {
    return frame.contains("\"req_id\":\"sub1\"");
  }

  @Test
  void readsEveryListOfInstruments() throws IOException {
    assumeTrue(Files.isDirectory(FIXTURES), "no recordings in " + FIXTURES);
    lists(
        "spot",
        "Bybit.Net/rest/GetSpotSymbols.txt",
        "nautilus_trader/http_get_instruments_spot.json",
        "nautilus_trader/http_get_instruments_spot_xstocks.json");
    lists(
        "linear",
        "Bybit.Net/rest/GetLinearInverseSymbols.txt",
        "XChange/getInstrumentLinear.json5",
        "nautilus_trader/http_get_instruments_linear.json",
        "nautilus_trader/http_get_instruments_linear_symbol_type.json");
    lists(
        "inverse",
        "XChange/getInstrumentInverse.json5",
        "nautilus_trader/http_get_instruments_inverse.json");
  }

  private void lists(String category, String... files) throws IOException {
    for (String file : files) {
      String text = Files.readString(FIXTURES.resolve(file));
      String body = text.substring(text.indexOf('{'));
      List<Instrument> instruments =
          new Catalogue(Category.of(category), BybitTest.SETTINGS.endpoints().rest())
              .read(body.getBytes(StandardCharsets.UTF_8))
              .instruments();
      JsonNode list = JsonMapper.shared().readTree(body).path("result").path("list");
      assertThat(instruments)
          .as(file)
          .extracting(Instrument::nativeSymbol)
          .containsExactlyElementsOf(
              list.valueStream().map(entry -> entry.path("symbol").asString()).toList());
      assertThat(instruments)
          .allMatch(i -> i.active() && i.tickSize() != null && i.lotSize() != null);
    }
  }
}

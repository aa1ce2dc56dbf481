package io.barline.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.SimpleExchange;
import io.barline.exchange.binance.Binance;
import io.barline.exchange.binance.BinanceSettings;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.Quote;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Books that were recorded from Binance come out as others rebuilt them, level by level. */
class RecordedBinanceBooksTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures");
  private static final int DEPTH = 500;

  private final SimpleExchange binance =
      new Binance(
          new Binder(new MapConfigurationPropertySource(Map.of()))
              .bindOrCreate("barline.exchanges.binance", BinanceSettings.class));

  /** What was recorded of one book. */
  private static final class Recording {
    final Instrument instrument;
    final NavigableMap<BigDecimal, BookDelta> deltas = new TreeMap<>();
    final NavigableMap<Long, Quote> quotes = new TreeMap<>();
    BigDecimal answered = BigDecimal.ZERO;
    @Nullable BookSnapshot snapshot;

    Recording(Instrument instrument) {
      this.instrument = instrument;
    }

    BookSnapshot snapshot() {
      return Objects.requireNonNull(snapshot);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "spot, BINANCE, spot",
    "usdm, BINANCE_FUTURES, usdm-public",
    "coinm, BINANCE_DELIVERY, coinm"
  })
  void comeOutAsOthersRebuiltThem(String segment, String name, String route) throws IOException {
    Path expected = FIXTURES.resolve("expected/books_" + name + ".open.json");
    Path split = FIXTURES.resolve("binance-" + segment + "/cryptofeed/split");
    assumeTrue(Files.exists(expected) && Files.isDirectory(split), "no recording " + expected);
    SequenceRule rule = segmentOf(segment).books();
    assertThat(rule).isNotNull();
    Map<String, Recording> recordings = read(split.resolve(name + ".open"), segment, route);
    JsonNode books = JsonMapper.shared().readTree(Files.readString(expected)).get("books");
    assertThat(books).isNotEmpty();
    for (Map.Entry<String, JsonNode> book : books.properties()) {
      Recording recording = Objects.requireNonNull(recordings.get(book.getKey()), book.getKey());
      rebuild(recording, Objects.requireNonNull(rule), book.getValue());
      rebuildInOrder(recording, Objects.requireNonNull(rule), book.getValue());
    }
  }

  private Segment segmentOf(String id) {
    return binance.segments().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
  }

  private Map<String, Recording> read(Path files, String segment, String routeId)
      throws IOException {
    Map<String, Recording> recordings = new TreeMap<>();
    Route route =
        binance.routes().stream().filter(r -> r.id().equals(routeId)).findFirst().orElseThrow();
    Decoder decoder =
        binance.newDecoder(
            route,
            symbol ->
                recordings.computeIfAbsent(symbol, s -> new Recording(instrument(segment, s)))
                    .instrument);
    for (String line : Files.readAllLines(Path.of(files + ".ws"))) {
      BigDecimal time = new BigDecimal(line.substring(0, line.indexOf(':')));
      byte[] frame = line.substring(line.indexOf('{')).getBytes(StandardCharsets.UTF_8);
      decoder.decode(frame, 0, frame.length, 1, inbound -> note(recordings, time, inbound));
    }
    for (String line : Files.readAllLines(Path.of(files + ".http"))) {
      String symbol = line.replaceFirst(".*?symbol=([^&]+)&.*", "$1");
      Recording recording = Objects.requireNonNull(recordings.get(symbol), symbol);
      int arrow = line.indexOf(" -> ") + 4;
      recording.answered = new BigDecimal(line.substring(arrow, line.indexOf(':', arrow)));
      byte[] body = line.substring(line.indexOf('{')).getBytes(StandardCharsets.UTF_8);
      recording.snapshot =
          Objects.requireNonNull(binance.books()).read(recording.instrument, DEPTH, body, 1);
    }
    return recordings;
  }

  private static void note(Map<String, Recording> recordings, BigDecimal time, Inbound inbound) {
    if (inbound instanceof Inbound.Data(BookDelta delta)) {
      Recording recording =
          Objects.requireNonNull(recordings.get(delta.instrument().nativeSymbol()));
      assertThat(recording.deltas.put(time, delta)).isNull();
    } else if (inbound instanceof Inbound.Data(Quote quote)) {
      Objects.requireNonNull(recordings.get(quote.instrument().nativeSymbol()))
          .quotes
          .put(quote.sequence(), quote);
    } else {
      assertThat(inbound).isNotInstanceOf(Inbound.Unrecognized.class);
    }
  }

  private static Instrument instrument(String segment, String symbol) {
    return new Instrument(
        "binance",
        segment,
        symbol,
        symbol,
        Instrument.Type.LINEAR,
        symbol,
        "USD",
        null,
        null,
        null,
        Decimal.ONE,
        true,
        false);
  }

  /** The snapshot first, so that the outcome tells of every delta what became of it. */
  private static void rebuild(Recording recording, SequenceRule rule, JsonNode expected) {
    OrderBook book = new OrderBook(rule, DEPTH);
    assertThat(recording.snapshot().sequence())
        .isEqualTo(expected.get("snapshotLastUpdateId").longValue());
    book.answer(recording.snapshot());
    List<BookDelta> applied = new ArrayList<>();
    int old = 0;
    int touches = 0;
    for (BookDelta delta : recording.deltas.values()) {
      switch (book.on(delta)) {
        case Outcome.Ignored _ -> old++;
        case Outcome.Updated _ -> {
          applied.add(delta);
          touches += touchIsAsQuoted(book, recording);
        }
        case Outcome.Waiting _, Outcome.Replaced _, Outcome.Lost _ ->
            throw new AssertionError(delta.toString());
      }
    }
    assertThat(expected.get("gaps").intValue()).isZero();
    assertThat(old).isEqualTo(expected.get("droppedStale").intValue());
    assertThat(applied).hasSize(expected.get("applied").intValue());
    assertThat(applied.getFirst().first())
        .isEqualTo(expected.get("firstApplied").get(0).longValue());
    assertThat(applied.getFirst().sequence())
        .isEqualTo(expected.get("firstApplied").get(1).longValue());
    assertThat(touches).isEqualTo(expected.get("touchChecks").intValue());
    assertThat(touches).isEqualTo(expected.get("touchMatches").intValue());
    check(book, recording, expected);
  }

  /** 1 where there is a quote to compare with: one since the snapshot. */
  private static int touchIsAsQuoted(OrderBook book, Recording recording) {
    Map.Entry<Long, Quote> last = recording.quotes.floorEntry(book.sequence());
    if (last == null || last.getKey() <= recording.snapshot().sequence()) {
      return 0;
    }
    Quote quote = last.getValue();
    BookSnapshot touch = view(book, recording, 1);
    assertThat(touch.bids()).containsExactly(new Level(quote.bid(), quote.bidSize()));
    assertThat(touch.asks()).containsExactly(new Level(quote.ask(), quote.askSize()));
    return 1;
  }

  /** Everything as it came. */
  private static void rebuildInOrder(Recording recording, SequenceRule rule, JsonNode expected) {
    OrderBook book = new OrderBook(rule, DEPTH);
    for (BookDelta delta : recording.deltas.headMap(recording.answered, false).values()) {
      assertThat(book.on(delta)).isEqualTo(Outcome.WAITING);
    }
    assertThat(book.answer(recording.snapshot())).isEqualTo(Outcome.REPLACED);
    for (BookDelta delta : recording.deltas.tailMap(recording.answered, true).values()) {
      assertThat(book.on(delta)).isNotInstanceOf(Outcome.Lost.class);
    }
    check(book, recording, expected);
  }

  private static void check(OrderBook book, Recording recording, JsonNode expected) {
    assertThat(book.sequence()).isEqualTo(expected.get("finalUpdateId").longValue());
    assertThat(book.bids().size()).isEqualTo(expected.get("bidLevels").intValue());
    assertThat(book.asks().size()).isEqualTo(expected.get("askLevels").intValue());
    BookSnapshot best = view(book, recording, 20);
    assertThat(best.bids()).isEqualTo(levels(expected.get("bids")));
    assertThat(best.asks()).isEqualTo(levels(expected.get("asks")));
  }

  private static BookSnapshot view(OrderBook book, Recording recording, int depth) {
    return Objects.requireNonNull(new DepthView(recording.instrument, depth).snapshot(book, 1));
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
}

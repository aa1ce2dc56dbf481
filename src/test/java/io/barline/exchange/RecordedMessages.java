package io.barline.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages that were recorded from an exchange, each with what others read in it: trades, quotes
 * and books must be found by our decoder too, exactly.
 */
public final class RecordedMessages {
  private static final Path FIXTURES = Path.of("../shared/fixtures");
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private RecordedMessages() {}

  /**
   * Checks a file of messages with expected results; skipped where it is absent.
   *
   * @param like an instrument of the segment, whose names are replaced
   */
  public static void check(String file, Exchange exchange, String routeId, Instrument like) {
    Path path = FIXTURES.resolve(file);
    assumeTrue(Files.exists(path), "no recording " + path);
    Route route =
        exchange.routes().stream().filter(r -> r.id().equals(routeId)).findFirst().orElseThrow();
    Decoder decoder = exchange.newDecoder(route, symbol -> named(like, symbol));
    Set<String> said = new HashSet<>();
    BookSnapshot top = null;
    int expectations = 0;
    for (JsonNode entry : MAPPER.readTree(path)) {
      if (entry.path("message").path("generated").asBoolean(false)) {
        continue; // made by the recorder out of a REST answer
      }
      // Some are in a form that the exchange has given up: nothing is expected of them.
      boolean expecting = !entry.path("expectedNormalized").isEmpty();
      for (Inbound inbound : decode(decoder, entry.path("message").toString())) {
        assertThat(expecting && inbound instanceof Inbound.Unrecognized)
            .as("%s", inbound)
            .isFalse();
        if (inbound instanceof Inbound.Data(MarketEvent event)) {
          said.addAll(describe(event));
          top = top(event, top);
          if (top != null) {
            said.addAll(describe(top));
          }
        }
      }
      for (JsonNode expected : entry.path("expectedNormalized")) {
        String text = describe(expected);
        if (!text.isEmpty()) {
          assertThat(said).as(entry.toString()).contains(text);
          expectations++;
        }
      }
    }
    assertThat(expectations).isPositive();
  }

  /** A book of one level, of which older recordings tell only the side that changed. */
  private static @Nullable BookSnapshot top(MarketEvent event, @Nullable BookSnapshot before) {
    return switch (event) {
      case BookSnapshot book when book.depth() == 1 -> book;
      case BookDelta book when book.depth() == 1 && before != null ->
          new BookSnapshot(
              book.instrument(),
              1,
              book.sequence(),
              book.bids().isEmpty() ? before.bids() : book.bids(),
              book.asks().isEmpty() ? before.asks() : book.asks(),
              book.exchangeTime(),
              book.receiveTime());
      default -> before;
    };
  }

  private static List<Inbound> decode(Decoder decoder, String frame) {
    List<Inbound> said = new ArrayList<>();
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    decoder.decode(bytes, 0, bytes.length, 1, said::add);
    return said;
  }

  private static List<String> describe(MarketEvent event) {
    return switch (event) {
      case Trade trade -> {
        String id = trade.textId();
        yield List.of(
            "trade %s %s %s %s %s %d"
                .formatted(
                    trade.instrument().nativeSymbol(),
                    id == null ? trade.sequence() : id,
                    trade.price(),
                    trade.size(),
                    trade.taker().code(),
                    trade.exchangeTime()));
      }
      case Quote quote ->
          List.of(
              touch(
                  quote.instrument(), quote.bid(), quote.bidSize(), quote.ask(), quote.askSize()));
      case BookSnapshot book -> {
        List<String> all = new ArrayList<>();
        all.add(book(book.instrument(), true, book.bids(), book.asks()));
        if (!book.bids().isEmpty() && !book.asks().isEmpty()) {
          Level bid = book.bids().getFirst();
          Level ask = book.asks().getFirst();
          all.add(touch(book.instrument(), bid.price(), bid.size(), ask.price(), ask.size()));
        }
        yield all;
      }
      case BookDelta book -> List.of(book(book.instrument(), false, book.bids(), book.asks()));
      default -> List.of();
    };
  }

  private static String touch(
      Instrument instrument, Decimal bid, Decimal bidSize, Decimal ask, Decimal askSize) {
    return "touch %s %s x %s, %s x %s"
        .formatted(instrument.nativeSymbol(), bid, bidSize, ask, askSize);
  }

  private static String book(
      Instrument instrument, boolean whole, List<Level> bids, List<Level> asks) {
    return "book %s %s %s %s".formatted(instrument.nativeSymbol(), whole, bids, asks);
  }

  /**
   * What is expected, as {@link #describe(MarketEvent)} says it; empty for what we don't decode.
   */
  private static String describe(JsonNode expected) {
    String symbol = expected.path("symbol").asString();
    return switch (expected.path("type").asString()) {
      case "trade" ->
          "trade %s %s %s %s %s %d"
              .formatted(
                  symbol,
                  expected.path("id").asString(),
                  decimal(expected.path("price")),
                  decimal(expected.path("amount")),
                  expected.path("side").asString(),
                  UtcNanos.of(Instant.parse(expected.path("timestamp").asString())));
      case "book_ticker" ->
          "touch %s %s x %s, %s x %s"
              .formatted(
                  symbol,
                  decimal(expected.path("bidPrice")),
                  decimal(expected.path("bidAmount")),
                  decimal(expected.path("askPrice")),
                  decimal(expected.path("askAmount")));
      case "book_change" ->
          "book %s %s %s %s"
              .formatted(
                  symbol,
                  expected.path("isSnapshot").asBoolean(),
                  levels(expected.path("bids")),
                  levels(expected.path("asks")));
      default -> "";
    };
  }

  private static List<Level> levels(JsonNode side) {
    List<Level> levels = new ArrayList<>();
    side.forEach(
        level ->
            levels.add(new Level(decimal(level.path("price")), decimal(level.path("amount")))));
    return levels;
  }

  private static Decimal decimal(JsonNode number) {
    return Decimal.parse(new BigDecimal(number.asString()).toPlainString());
  }

  private static Instrument named(Instrument like, String nativeSymbol) {
    return new Instrument(
        like.exchange(),
        like.segment(),
        nativeSymbol,
        nativeSymbol,
        like.type(),
        like.base(),
        like.quote(),
        like.settle(),
        null,
        null,
        like.contractSize(),
        true,
        false);
  }
}

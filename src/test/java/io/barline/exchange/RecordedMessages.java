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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages that were recorded from an exchange, each with what others read in it: our decoder must
 * find the same trades, quotes and books in it, exactly, and no others.
 */
final class RecordedMessages {
  private static final Path FIXTURES = Path.of("../shared/fixtures");
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private RecordedMessages() {}

  /** Checks a file; skipped where it is absent. */
  static void check(ExchangeContract.Recorded recorded, Exchange exchange) {
    Path path = FIXTURES.resolve(recorded.file());
    assumeTrue(Files.exists(path), "no recording " + path);
    Route route =
        exchange.routes().stream()
            .filter(r -> r.id().equals(recorded.route()))
            .findFirst()
            .orElseThrow();
    Decoder decoder = exchange.converse(route, symbol -> named(recorded.like(), symbol));
    Map<String, Integer> skipped = new HashMap<>();
    BookSnapshot top = null;
    int compared = 0;
    for (JsonNode entry : MAPPER.readTree(path)) {
      JsonNode message = entry.path("message");
      List<String> said = new ArrayList<>();
      boolean unrecognized = false;
      for (Inbound inbound : decode(decoder, message.toString())) {
        unrecognized |= inbound instanceof Inbound.Unrecognized;
        if (inbound instanceof Inbound.Data(MarketEvent event)) {
          top = top(event, top);
          said.add(describe(top != null && isTop(event) ? top : event));
        }
      }
      said.removeIf(String::isEmpty);
      List<String> expected = new ArrayList<>();
      entry.path("expectedNormalized").forEach(one -> expected.add(describe(one)));
      expected.removeIf(String::isEmpty);
      var difference =
          recorded.differences().stream().filter(one -> one.of().test(message)).findFirst();
      if (difference.isPresent()) {
        skipped.merge(difference.get().reason(), 1, Integer::sum);
      } else {
        assertThat(said).as(message.toString()).isEqualTo(expected);
        assertThat(unrecognized).as(message.toString()).isFalse();
        compared += expected.size();
      }
    }
    assertThat(compared).isPositive();
    Map<String, Integer> right = new HashMap<>();
    recorded.differences().forEach(one -> right.put(one.reason(), one.messages()));
    assertThat(skipped).isEqualTo(right);
  }

  private static boolean isTop(MarketEvent event) {
    return (event instanceof BookSnapshot book && book.depth() == 1)
        || (event instanceof BookDelta delta && delta.depth() == 1);
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

  /** Empty for what is not compared. */
  private static String describe(MarketEvent event) {
    return switch (event) {
      case Trade trade -> {
        String id = trade.textId();
        yield "trade %s %s %s %s %s %d"
            .formatted(
                trade.instrument().nativeSymbol(),
                id == null ? trade.sequence() : id,
                trade.price(),
                trade.size(),
                trade.taker().code(),
                trade.exchangeTime());
      }
      case Quote quote ->
          touch(quote.instrument(), quote.bid(), quote.bidSize(), quote.ask(), quote.askSize());
      case BookSnapshot book when book.depth() == 1 -> {
        Level bid = book.bids().getFirst();
        Level ask = book.asks().getFirst();
        yield touch(book.instrument(), bid.price(), bid.size(), ask.price(), ask.size());
      }
      case BookSnapshot book -> book(book.instrument(), true, book.bids(), book.asks());
      case BookDelta book -> book(book.instrument(), false, book.bids(), book.asks());
      default -> "";
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

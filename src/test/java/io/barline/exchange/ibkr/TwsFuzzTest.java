package io.barline.exchange.ibkr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.Bar;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * Whatever comes: nothing fails, no price is told that no frame held, and the next frame is read.
 */
class TwsFuzzTest {
  private static final List<String> NAMES =
      List.of("trades:", "quotes:", "book:", "bars:", "history:", "ticks:");

  /** One frame or more of each kind, of the ids that {@link #everything} has. */
  private static final List<String> FRAMES =
      List.of(
          "1|6|2|1|249.99|300|0|",
          "1|6|2|2|250.02|1200|0|",
          "1|6|2|66|248.5|10|0|",
          "1|6|2|67|248.75|10|0|",
          "2|6|2|0|400|",
          "2|6|2|70|500|",
          "45|6|2|49|0|",
          "46|6|2|48|250.01;100;1795356000123;51234;249.87;true|",
          "58|1|2|1|",
          "12|1|3|0|0|1|249.98|300|",
          "12|1|3|0|0|0|250.03|100|",
          "13|1|3|0|ISLAND|0|1|249.97|300|1|",
          "13|1|3|0|ARCA|1|0|250.04|50|1|",
          "12|1|3|0|2|1|0|0|",
          "50|3|4|1795356000|250|250.1|249.9|250.05|1200|250.02|14|",
          "90|5|3|1795356000|250|250.05|250.1|249.9|250.02|1200|",
          "90|5|1|1795356005|250.06|250.07|250.08|250.05|250.065|20|",
          "99|6|2|1795356000|250.015|100|0|NASDAQ|@|",
          "4|2|2|10167|Displaying delayed market data.||",
          "4|2|-1|2103|Market data farm connection is broken:usfarm||",
          "4|2|-1|2104|Market data farm connection is OK:usfarm||",
          "4|2|3|317|Market depth data has been RESET||",
          "4|2|-1|1102|restored||",
          "49|1|1795356000|",
          "15|1|DU1234567|",
          "9|1|1|",
          "91|2|756733|CME|",
          "52|1|1|",
          "10|1|AAPL|STK|",
          "999|new|");

  @Property(tries = 300)
  void neverFails(@ForAll List<byte[]> frames, @ForAll boolean greeted) {
    Talk talk =
        greeted ? everything() : new Talk(Talk.settings(Map.of()), new ClientIds(1, 2), 178);
    for (byte[] frame : frames) {
      assertThat(talk.hears(frame, Talk.RECEIVED)).isNotNull();
    }
  }

  @Property(tries = 500)
  void neverTellsAPriceThatNoFrameHeld(
      @ForAll @Size(min = 1, max = 40) List<@From("frames") byte[]> frames) {
    Talk talk = everything();
    Set<Decimal> held = new HashSet<>(Set.of(Decimal.ZERO));
    for (byte[] frame : frames) {
      held.addAll(numbers(frame));
      for (Inbound said : talk.hears(frame, Talk.RECEIVED)) {
        if (said instanceof Inbound.Data(MarketEvent event)) {
          assertThat(prices(event)).as("%s", event).isSubsetOf(held);
        }
      }
    }
  }

  /** Where a broken frame changed nothing that is told, the next says what it would have said. */
  @Property(tries = 500)
  void aBrokenFrameDoesNotSpoilTheNext(@ForAll("frames") byte[] frame) {
    Talk talk = everything();
    List<Inbound> said = talk.hears(frame, Talk.RECEIVED);
    if (said.stream().allMatch(Inbound.Unrecognized.class::isInstance) && !said.isEmpty()) {
      Talk undisturbed = everything();
      for (String next : FRAMES) {
        if (!next.startsWith("90|")) { // a bar of which an update is missing is not told
          assertThat(talk.hears(next)).as(next).isEqualTo(undisturbed.hears(next));
        }
      }
    }
  }

  @Property(tries = 300)
  void aFrameThatIsCutTellsNothingElse(@ForAll("valid") String whole, @ForAll int at) {
    byte[] frame = Talk.bytes(whole);
    Talk talk = everything();
    byte[] cut = Arrays.copyOf(frame, Math.floorMod(at, frame.length));
    if (cut.length == 0 || cut[cut.length - 1] != 0) {
      assertThat(talk.hears(cut, Talk.RECEIVED))
          .singleElement()
          .isInstanceOf(Inbound.Unrecognized.class);
    } else {
      List<Inbound> complete = everything().hears(frame, Talk.RECEIVED);
      for (Inbound said : talk.hears(cut, Talk.RECEIVED)) {
        if (said instanceof Inbound.Data data && !(data.event() instanceof BookReset)) {
          assertThat(complete).as("all that is missing is what is not read").contains(said);
        }
      }
    }
  }

  @Provide
  Arbitrary<String> valid() {
    return Arbitraries.of(FRAMES);
  }

  /** Frames, some as they are, some with a field or a byte that is another, some cut. */
  @Provide
  Arbitrary<byte[]> frames() {
    Arbitrary<byte[]> valid = valid().map(Talk::bytes);
    Arbitrary<byte[]> field =
        Combinators.combine(valid(), Arbitraries.integers().between(0, 12), values())
            .as(TwsFuzzTest::replaced);
    Arbitrary<byte[]> broken =
        Combinators.combine(valid, Arbitraries.integers().between(0, 80), Arbitraries.bytes())
            .as(
                (frame, at, value) -> {
                  byte[] other = frame.clone();
                  other[at % frame.length] = value;
                  return other;
                });
    Arbitrary<byte[]> cut =
        Combinators.combine(valid, Arbitraries.integers().between(0, 80))
            .as((frame, length) -> Arrays.copyOf(frame, length % frame.length));
    return Arbitraries.oneOf(valid, valid, field, field, broken, cut);
  }

  private static Arbitrary<String> values() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "",
            "-1",
            "0",
            "1",
            "2",
            "3",
            "6",
            "1,234.5",
            "1E5",
            "Infinity",
            "NaN",
            "1.7976931348623157E308",
            "2147483647",
            "9223372036854775807",
            "1795356005",
            "250.01;7;1;1;1;true",
            ";;;;;"),
        Arbitraries.integers().map(String::valueOf),
        Arbitraries.bigDecimals().ofScale(3).map(String::valueOf),
        Arbitraries.strings().ofMaxLength(8));
  }

  private static byte[] replaced(String frame, int at, String value) {
    List<String> fields = new ArrayList<>(List.of(frame.split("\\|", -1)));
    fields.removeLast();
    fields.set(at % fields.size(), value);
    return Talk.bytes(String.join("|", fields) + "|");
  }

  private static Talk everything() {
    Talk talk = Talk.ready(178);
    talk.streams(NAMES.getFirst() + Talk.AAPL);
    talk.subscribe(2, NAMES.stream().skip(1).map(name -> name + Talk.AAPL).toArray(String[]::new));
    talk.hears("49|1|1795356000|");
    talk.hears("49|1|1795356000|");
    return talk;
  }

  /** All numbers that stand in a frame, in fields or in parts of them. */
  private static Set<Decimal> numbers(byte[] frame) {
    Set<Decimal> numbers = new HashSet<>();
    for (String field : new String(frame, ISO_8859_1).split("[\\x00;]", -1)) {
      number(field.replace(",", "")).ifPresent(numbers::add);
    }
    return numbers;
  }

  private static Optional<Decimal> number(String text) {
    try {
      return Optional.of(Decimal.parse(text));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }

  private static List<Decimal> prices(MarketEvent event) {
    return switch (event) {
      case Trade trade -> List.of(trade.price());
      case Quote quote -> List.of(quote.bid(), quote.ask());
      case Bar bar -> List.of(bar.open(), bar.high(), bar.low(), bar.close());
      case BookSnapshot book ->
          Stream.concat(book.bids().stream(), book.asks().stream()).map(Level::price).toList();
      case BookReset _ -> List.of();
      default -> throw new AssertionError(event);
    };
  }
}

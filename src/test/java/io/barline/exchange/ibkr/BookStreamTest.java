package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Trade;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BookStreamTest {
  private static final String BOOK = "book:" + Talk.AAPL;

  @ParameterizedTest
  @ValueSource(ints = {159, 178, 193})
  void tellsTheBookThatTheRowsAre(int version) {
    Talk talk = book(version);
    assertThat(talk.hears("12|1|2|0|0|1|249.99|300|")).as("one side").isEmpty();
    assertThat(talk.event("12|1|2|0|0|0|250.02|100|"))
        .isEqualTo(snapshot("249.99 300", "250.02 100"));
    assertThat(talk.event("12|1|2|1|0|1|249.98|50|"))
        .isEqualTo(snapshot("249.99 300,249.98 50", "250.02 100"));
    assertThat(talk.event("12|1|2|0|1|1|249.99|200|"))
        .isEqualTo(snapshot("249.99 200,249.98 50", "250.02 100"));
    assertThat(talk.event("12|1|2|0|0|1|250|10|"))
        .isEqualTo(snapshot("250 10,249.99 200,249.98 50", "250.02 100"));
    assertThat(talk.event("12|1|2|1|2|1|0|0|"))
        .isEqualTo(snapshot("250 10,249.98 50", "250.02 100"));
    assertThat(talk.event("12|1|2|0|2|0|0.0|0|"))
        .as("one side is left")
        .isEqualTo(snapshot("250 10,249.98 50", ""));
  }

  @Test
  void oneSideIsToldOnlyOfABookThatWasTold() {
    Talk talk = book(178);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    assertThat(talk.hears("12|1|2|1|0|1|249.98|3|")).isEmpty();
    assertThat(talk.hears("12|1|2|0|0|0|250.02|1|")).hasSize(1);
    assertThat(talk.event("12|1|2|0|2|0|0|0|")).isEqualTo(snapshot("249.99 3,249.98 3", ""));
    assertThat(talk.event("12|1|2|0|0|0|250.03|2|"))
        .isEqualTo(snapshot("249.99 3,249.98 3", "250.03 2"));
    talk.hears("12|1|2|1|2|1|0|0|");
    assertThat(talk.event("12|1|2|0|2|1|0|0|")).isEqualTo(snapshot("", "250.03 2"));
    assertThat(talk.hears("4|2|2|317|Market depth data has been RESET||")).hasSize(1);
    assertThat(talk.hears("12|1|2|0|0|0|250.03|2|")).as("it begins anew").isEmpty();
  }

  @Test
  void rowsOfOnePriceAreOneLevel() {
    Talk talk = book(178);
    talk.hears("13|1|2|0|ISLAND|0|1|249.99|300|1|");
    assertThat(talk.event("13|1|2|0|ARCA|0|0|250.02|100|1|"))
        .isEqualTo(snapshot("249.99 300", "250.02 100"));
    assertThat(talk.event("13|1|2|1|BATS|0|1|249.99|0.5|1|"))
        .isEqualTo(snapshot("249.99 300.5", "250.02 100"));
    assertThat(talk.event("13|1|2|2||0|1|249.97|40|1|"))
        .isEqualTo(snapshot("249.99 300.5,249.97 40", "250.02 100"));
    assertThat(talk.event("13|1|2|0|ISLAND|2|1|0|0|1|"))
        .isEqualTo(snapshot("249.99 0.5,249.97 40", "250.02 100"));
    assertThat(talk.event("13|1|2|0|BATS|1|1|249.99|0|1|"))
        .as("a row without a size")
        .isEqualTo(snapshot("249.97 40", "250.02 100"));
  }

  @Test
  void oldServersTellSharesInLots() {
    Talk talk = book(158);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    assertThat(talk.event("12|1|2|0|0|0|250.02|1|"))
        .isEqualTo(snapshot("249.99 300", "250.02 100"));
  }

  @Test
  void tellsAsManyLevelsAsWereAskedFor() {
    Talk talk = Talk.ready(178, "depth=2");
    talk.streams(BOOK);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    talk.hears("12|1|2|1|0|1|249.98|3|");
    talk.hears("12|1|2|2|0|1|249.97|3|");
    assertThat(talk.event("12|1|2|0|0|0|250.02|1|"))
        .isEqualTo(snapshot(2, "249.99 3,249.98 3", "250.02 1"));
  }

  @Test
  void sidesThatPassEachOtherAreNotTold() {
    Talk talk = book(178);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    talk.hears("12|1|2|0|0|0|250.02|1|");
    assertThat(talk.hears("12|1|2|0|1|1|250.02|3|")).as("locked").isEmpty();
    assertThat(talk.event("12|1|2|0|1|0|250.03|1|")).isEqualTo(snapshot("250.02 3", "250.03 1"));
    assertThat(talk.hears("12|1|2|0|1|1|250.04|3|")).isEmpty();
    assertThat(talk.hears("12|1|2|0|1|1|250.05|3|", Talk.RECEIVED + Talk.SECOND))
        .as("crossed for too long: who reads it decides")
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2|0|1|249.97|3,operation 0 at place 2 of bids does not fit the rows that are known",
    "-1|0|1|249.97|3,operation 0 at place -1 of bids does not fit the rows that are known",
    "1|1|1|249.97|3,operation 1 at place 1 of bids does not fit the rows that are known",
    "1|2|0|250.02|3,operation 2 at place 1 of asks does not fit the rows that are known",
    "0|3|0|250.02|3,operation 3 at place 0 of asks does not fit the rows that are known"
  })
  void rowsThatDoNotFitBeginAnew(String row, String reason) {
    Talk talk = book(178);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    talk.hears("12|1|2|0|0|0|250.02|1|");
    assertThat(talk.hears("12|1|2|" + row + "|"))
        .containsExactly(
            reset(reason), Talk.say("11|1|2|1|"), new Inbound.Dropped(Set.of(BOOK), reason, 1_000));
    assertThat(talk.hears("12|1|2|0|0|0|250.01|1|")).as("late").isEmpty();
    assertThat(talk.subscribe(8, BOOK).getFirst()).startsWith("10|5|3|");
  }

  /** What was lost with it is not known, so that rows that fit afterwards need not be right. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0|0|1|x|3",
        "0|0|1||3",
        "0|0|1|249.97|",
        "0|0|2|249.97|3",
        "0|0|1|249.97",
        "x|0|1|249.97|3"
      })
  void aRowThatCannotBeReadBeginsAnew(String row) {
    Talk talk = book(178);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    talk.hears("12|1|2|0|0|0|250.02|1|");
    List<Inbound> said = talk.hears("12|1|2|" + row + "|");
    assertThat(said).hasSize(3);
    assertThat(said.getFirst())
        .isInstanceOfSatisfying(
            Inbound.Data.class, data -> assertThat(data.event()).isInstanceOf(BookReset.class));
    assertThat(said.get(1)).isEqualTo(Talk.say("11|1|2|1|"));
    assertThat(said.get(2))
        .isInstanceOfSatisfying(
            Inbound.Dropped.class,
            dropped -> {
              assertThat(dropped.names()).containsExactly(BOOK);
              assertThat(dropped.retryMillis()).isEqualTo(1_000);
              assertThat(dropped.reason()).startsWith("a row can't be read: ");
            });
  }

  @Test
  void noMoreRowsAreKeptThanAnyBookHas() {
    Talk talk = book(178);
    for (int i = 0; i < 500; i++) {
      assertThat(talk.hears("12|1|2|0|0|1|249.99|3|")).isEmpty();
    }
    assertThat(talk.hears("12|1|2|0|0|1|249.99|3|")).hasSize(3);
  }

  @Test
  void aBookThatIsHaltedHasEnded() {
    Talk talk = book(178);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    talk.hears("12|1|2|0|0|0|250.02|1|");
    String reason = "316 Market depth data has been HALTED";
    assertThat(talk.hears("4|2|2|316|Market depth data has been HALTED||"))
        .containsExactly(
            reset(reason), Talk.say("11|1|2|1|"), new Inbound.Dropped(Set.of(BOOK), reason, 1_000));
    assertThat(talk.hears("12|1|2|0|0|0|250.01|1|")).as("late").isEmpty();
    assertThat(talk.subscribe(8, BOOK).getFirst()).startsWith("10|5|3|");
  }

  @Test
  void aResetEmptiesTheBook() {
    Talk talk = book(178);
    talk.hears("12|1|2|0|0|1|249.99|3|");
    talk.hears("12|1|2|0|0|0|250.02|1|");
    assertThat(talk.hears("4|2|2|317|Market depth data has been RESET||"))
        .containsExactly(reset("317 Market depth data has been RESET"));
    assertThat(talk.hears("12|1|2|0|0|1|249.9|5|")).isEmpty();
    assertThat(talk.event("12|1|2|0|0|0|250.1|6|")).isEqualTo(snapshot("249.9 5", "250.1 6"));
  }

  @Test
  void ticksOfTheSameIdAreNoRows() {
    Talk talk = book(178);
    assertThat(talk.hears("1|6|2|1|249.99|300|0|")).isEmpty();
    assertThat(talk.hears("50|3|2|1795356000|1|1|1|1|1|1|1|")).isEmpty();
  }

  private static Talk book(int version) {
    Talk talk = Talk.ready(version);
    talk.streams(BOOK);
    return talk;
  }

  private static Inbound reset(String reason) {
    return new Inbound.Data(new BookReset(Talk.instrument(Talk.AAPL), 10, reason, Talk.RECEIVED));
  }

  private static BookSnapshot snapshot(String bids, String asks) {
    return snapshot(10, bids, asks);
  }

  private static BookSnapshot snapshot(int depth, String bids, String asks) {
    return new BookSnapshot(
        Talk.instrument(Talk.AAPL),
        depth,
        Trade.NO_SEQUENCE,
        levels(bids),
        levels(asks),
        0,
        Talk.RECEIVED);
  }

  private static List<Level> levels(String told) {
    return Arrays.stream(told.split(",", -1))
        .filter(row -> !row.isEmpty())
        .map(row -> row.split(" ", -1))
        .map(row -> new Level(Decimal.parse(row[0]), Decimal.parse(row[1])))
        .toList();
  }
}

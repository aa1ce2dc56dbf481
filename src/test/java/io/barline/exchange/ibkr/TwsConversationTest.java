package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What concerns all messages, whatever they are of. */
class TwsConversationTest {
  private static final String QUOTES = "quotes:" + Talk.AAPL;
  private static final Inbound ASK = Talk.say("49|1|");

  @Test
  void requestsInABurstAreAcknowledgedTogether() {
    Talk talk = Talk.ready(178);
    talk.streams(QUOTES);
    assertThat(talk.subscribe(2, "bars:" + Talk.AAPL)).contains("49|1|");
    assertThat(talk.subscribe(3, "book:" + Talk.AAPL)).doesNotContain("49|1|");
    assertThat(talk.subscribe(4, "ticks:" + Talk.AAPL)).doesNotContain("49|1|");
    assertThat(talk.unsubscribe(5, QUOTES)).containsExactly("2|1|2|");
    assertThat(talk.hears("49|1|1795356000|")).containsExactly(new Inbound.Accepted(2), ASK);
    assertThat(talk.hears("49|1|1795356000|"))
        .containsExactly(new Inbound.Accepted(3), new Inbound.Accepted(4), new Inbound.Accepted(5));
    assertThat(talk.hears("49|1|1795356000|")).isEmpty();
    assertThat(talk.subscribe(6, QUOTES)).contains("49|1|");
  }

  @ParameterizedTest
  @CsvSource({
    "91,quotes:,1|11|3|756733||||0|||CME|||||0||0|0||",
    "92,book:,10|5|3|756733||||0|||CME|||||10|0||"
  })
  void asksForTheContractThatItIsReroutedTo(int message, String kind, String request) {
    Talk talk = Talk.ready(178);
    String name = kind + Talk.CFD;
    talk.streams(name);
    assertThat(talk.hears(message + "|2|756733|CME|")).containsExactly(Talk.say(request));
    assertThat(talk.hears("1|6|2|1|5000|1|0|")).as("of the id that is over").isEmpty();
    assertThat(talk.hears("12|1|2|0|0|1|5000|1|")).as("of the id that is over").isEmpty();
    String first = kind.equals("book:") ? "12|1|3|0|0|1|5000|1|" : "1|6|3|1|5000|1|0|";
    String second = kind.equals("book:") ? "12|1|3|0|0|0|5001|1|" : "1|6|3|2|5001|1|0|";
    talk.hears(first);
    assertThat(talk.event(second))
        .extracting(event -> event instanceof Quote quote ? quote.instrument() : book(event))
        .isEqualTo(Talk.instrument(Talk.CFD));
    assertThat(talk.unsubscribe(9, name).getFirst()).contains("|3|");
  }

  @Test
  void aRerouteOfNothingIsNobodys() {
    assertThat(Talk.ready(178).hears("91|7|756733|CME|")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1|6|2|1|249.99|300|0|",
        "2|6|2|0|300|",
        "45|6|2|49|1|",
        "46|6|2|48|250.01;100;1795356000123;51234;249.87;true|",
        "50|3|2|1795356000|250|250.1|249.9|250.05|1200|250.02|14|",
        "58|1|2|3|",
        "90|2|3|1795356000|250|250.05|250.1|249.9|250.02|1200|",
        "12|1|2|0|0|1|249.99|300|",
        "13|1|2|0|ISLAND|0|1|249.99|300|1|",
        "91|2|756733|CME|",
        "99|2|2|1795356000|250.01|100|0|NASDAQ|@|"
      })
  void whatComesLateIsNobodys(String frame) {
    Talk talk = Talk.ready(178);
    talk.streams(QUOTES);
    talk.unsubscribe(7, QUOTES);
    assertThat(talk.hears(frame)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "57|1|2|",
        "81|2|0.01|9c0001|3|",
        "80|1|ISLAND|STK||Deep2||",
        "17|2|a|b|0|",
        "108|2|a|b|",
        "109|1795356000500|",
        "999|new|",
        "0|",
        "-1|"
      })
  void otherMessagesTellThatTheServerLives(String frame) {
    assertThat(Talk.ready(178).hears(frame)).containsExactly(new Inbound.Heartbeat());
  }

  @Test
  void surplusFieldsAreIgnored() {
    Talk talk = Talk.ready(178);
    talk.streams(QUOTES);
    talk.subscribe(7, "trades:" + Talk.AAPL, "bars:" + Talk.AAPL, "book:" + Talk.AAPL);
    assertThat(talk.hears("49|1|1795356000|new|")).contains(new Inbound.Accepted(7));
    talk.hears("1|6|2|1|249.99|300|0|new|");
    assertThat(talk.hears("1|6|2|2|250.02|300|0|new|")).hasSize(1);
    assertThat(talk.hears("2|6|2|0|301|new|")).hasSize(1);
    assertThat(talk.hears("46|6|2|48|250.01;1;1795356000123;5;249.87;true;new|new|")).hasSize(1);
    assertThat(talk.hears("50|3|3|1795356000|250|250.1|249.9|250.05|12|250.02|14|new|")).hasSize(1);
    talk.hears("12|1|4|0|0|1|249.99|300|new|");
    assertThat(talk.hears("13|1|4|0|ISLAND|0|0|250.02|300|1|new|")).hasSize(1);
    assertThat(talk.hears("58|1|2|2|new|")).hasSize(2);
    assertThat(talk.hears("4|2|-1|2100|text||new|")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "x|",
        "1|",
        "1|6|",
        "1|6|2|",
        "1|6|2|1|",
        "1|6|2|1|249.99|",
        "2|6|2|0|",
        "45|6|2|49|",
        "46|6|2|48|",
        "58|1|2|",
        "1|6|2|1|249.99|300|0",
        "1|6|x|1|249.99|300|0|",
        "1|6|99999999999|1|249.99|300|0|",
        "10|",
        "52|1|",
        "91|2|",
        "91|2|1|",
        "1.0|6|2|1|249.99|300|0|"
      })
  void whatIsMissingIsToldAndSpoilsNothing(String frame) {
    Talk talk = Talk.ready(178);
    talk.streams(QUOTES);
    talk.subscribe(7, "trades:" + Talk.AAPL);
    talk.hears("1|6|2|1|249.99|300|0|");
    talk.hears("1|6|2|2|250.02|100|0|");
    assertThat(talk.hears(frame)).singleElement().isInstanceOf(Inbound.Unrecognized.class);
    assertThat(talk.hears("2|6|2|3|101|")).hasSize(1);
  }

  @Test
  void dataOfWhatIsNotSubscribedIsUnrecognized() {
    IbkrSettings settings = Talk.settings(Map.of());
    TwsConversation conversation =
        new TwsConversation(settings, new ClientIds(1, 2), _ -> null, new Hours());
    List<Inbound> said = new ArrayList<>();
    Talk frames = Talk.ready(178);
    for (String frame :
        List.of(
            "178|20261123 09:30:00 EST|",
            "15|1|DU1|",
            "9|1|1|",
            "subscribe",
            frames.details(1, "AAPL|STK", "", "SMART|USD|AAPL|NMS|NMS|265598", "NASDAQ"),
            "52|1|1|",
            "1|6|2|1|249.99|300|0|")) {
      if (frame.equals("subscribe")) {
        conversation.subscribe(1, List.of(QUOTES));
        continue;
      }
      said.clear();
      byte[] bytes = Talk.bytes(frame);
      conversation.decode(bytes, 0, bytes.length, Talk.RECEIVED, said::add);
    }
    assertThat(said).singleElement().isInstanceOf(Inbound.Unrecognized.class);
  }

  private static Instrument book(MarketEvent event) {
    return ((BookSnapshot) event).instrument();
  }
}

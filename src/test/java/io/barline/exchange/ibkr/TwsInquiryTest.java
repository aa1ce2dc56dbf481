package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwsInquiryTest {
  private final ClientIds ids = new ClientIds(700, 2);

  @Test
  void greetsAsAStreamDoes() {
    TwsInquiry inquiry = inquiry();
    assertThat(hears(inquiry, "178|20261123 09:30:00 Greenwich Mean Time|"))
        .containsExactly(new Inbound.LoginWanted());
    assertThat(Talk.shown(String.valueOf(inquiry.login()))).isEqualTo("71|2|700||");
    assertThat(hears(inquiry, "9|1|1|")).isEmpty();
    assertThat(hears(inquiry, "15|1|DU1234567|")).contains(new Inbound.Ready());
    inquiry.ended();
    assertThat(ids.take()).isEqualTo(700);
  }

  @Test
  void anotherClientIdIsTakenWhereOneIsInUse() {
    TwsInquiry inquiry = ready(178);
    assertThat(hears(inquiry, "4|2|-1|326|in use||"))
        .singleElement()
        .isInstanceOf(Inbound.Refused.class);
    inquiry.ended();
    assertThat(ids.take()).isEqualTo(701);
  }

  @Test
  void asksAndCancels() {
    TwsInquiry inquiry = ready(178);
    assertThat(Talk.shown(inquiry.ask(5, "0\0AAPL\0"))).isEqualTo("20|5|0|AAPL|");
    assertThat(Talk.shown(inquiry.cancel(5, "0\0AAPL\0"))).isEqualTo("25|1|5|");
  }

  @ParameterizedTest
  @ValueSource(ints = {157, 178, 193})
  void answersWithTheVersionBefore(int version) {
    String frame = "17|5|a|b|1|1795356000|1|1|1|1|1|1|1|";
    assertThat(hears(ready(version), frame))
        .singleElement()
        .isInstanceOfSatisfying(
            Inbound.Answered.class,
            answered -> {
              assertThat(answered.requestId()).isEqualTo(5);
              assertThat(Talk.shown(new String(answered.body(), StandardCharsets.UTF_8)))
                  .isEqualTo(version + "|" + frame);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "162,Historical Market Data Service error message:pacing violation,false",
    "200,No security definition,true",
    "321,Error validating request,true",
    "354,Requested market data is not subscribed.,true",
    "9999,unheard of,false"
  })
  void tellsWhatIsRefused(String code, String text, boolean terminal) {
    assertThat(hears(ready(178), "4|2|5|%s|%s||".formatted(code, text)))
        .containsExactly(new Inbound.Rejected(5, List.of(), code, text, terminal));
    assertThat(hears(ready(200), "4|5|%s|%s||1795356000500|".formatted(code, text)))
        .containsExactly(new Inbound.Rejected(5, List.of(), code, text, terminal));
  }

  @ParameterizedTest
  @CsvSource({
    "178,4|2|5|162|HMDS query returned no data||,17|5|||0|",
    "195,4|5|162|HMDS query returned No Data||1|,17|5|||0|",
    "196,4|5|162|HMDS query returned no data||1|,17|5|0|",
    "200,4|5|162|HMDS query returned no data||1|,17|5|0|"
  })
  void thatThereAreNoneIsAnAnswer(int version, String frame, String answer) {
    assertThat(hears(ready(version), frame))
        .singleElement()
        .isInstanceOfSatisfying(
            Inbound.Answered.class,
            answered -> {
              assertThat(answered.requestId()).isEqualTo(5);
              assertThat(Talk.shown(new String(answered.body(), StandardCharsets.UTF_8)))
                  .isEqualTo(version + "|" + answer);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4|2|5|162|Historical Market Data Service error message:API query cancelled: 5||",
        "4|2|5|366|No historical data query found||",
        "4|2|5|2107|inactive:ushmds||",
        "4|2|-1|2106|OK:ushmds||",
        "4|2|-1|1100|lost||"
      })
  void warningsAnswerNothing(String frame) {
    assertThat(hears(ready(178), frame)).isEmpty();
  }

  @Test
  void slowsDown() {
    assertThat(hears(ready(178), "4|2|-1|100|too fast||"))
        .containsExactly(new Inbound.TooFast("100 too fast"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"49|1|1795356000|", "90|5|1|2|", "108|5|a|b|", "999|"})
  void otherMessagesTellThatTheServerLives(String frame) {
    assertThat(hears(ready(178), frame)).containsExactly(new Inbound.Heartbeat());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "|", "x|", "17|", "17|x|", "4|2|5|", "17|5|a|b|0"})
  void whatIsMissingIsToldAndSpoilsNothing(String frame) {
    TwsInquiry inquiry = ready(178);
    assertThat(hears(inquiry, frame)).singleElement().isInstanceOf(Inbound.Unrecognized.class);
    assertThat(hears(inquiry, "17|5|a|b|0|")).singleElement().isInstanceOf(Inbound.Answered.class);
  }

  @Property
  void neverFails(@ForAll List<byte[]> frames, @ForAll boolean greeted) {
    TwsInquiry inquiry = new TwsInquiry(Talk.settings(Map.of()), new ClientIds(700, 2));
    if (greeted) {
      greet(inquiry, 178);
    }
    for (byte[] frame : frames) {
      List<Inbound> said = new ArrayList<>();
      inquiry.decode(frame, 0, frame.length, Talk.RECEIVED, said::add);
      assertThat(said).noneMatch(Inbound.Data.class::isInstance);
    }
  }

  private TwsInquiry ready(int version) {
    TwsInquiry inquiry = inquiry();
    greet(inquiry, version);
    return inquiry;
  }

  private static void greet(TwsInquiry inquiry, int version) {
    hears(inquiry, version + "|20261123 09:30:00 EST|");
    hears(inquiry, "15|1|DU1234567|");
    hears(inquiry, "9|1|1|");
  }

  private TwsInquiry inquiry() {
    return new TwsInquiry(Talk.settings(Map.of("max-version", "200")), ids);
  }

  private static List<Inbound> hears(TwsInquiry inquiry, String frame) {
    List<Inbound> said = new ArrayList<>();
    byte[] bytes = Talk.bytes(frame);
    inquiry.decode(bytes, 0, bytes.length, Talk.RECEIVED, said::add);
    return said;
  }
}

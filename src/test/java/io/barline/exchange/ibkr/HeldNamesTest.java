package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for while the server has lost its own connection. */
class HeldNamesTest {
  private static final String QUOTES = "quotes:" + Talk.AAPL;
  private static final String BARS = "bars:" + Talk.AAPL;
  private static final Inbound CONNECTED =
      new Inbound.Condition("servers of Interactive Brokers", "connected", false);

  private final Talk talk = Talk.ready(178);

  @BeforeEach
  void subscribed() {
    talk.streams(QUOTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1100, 2110})
  void areTakenAndAskedForWhenItIsBack(int code) {
    error(code, "lost");
    assertThat(talk.subscribe(7, BARS)).containsExactly("49|1|");
    assertThat(time()).containsExactly(new Inbound.Taken(7));
    assertThat(error(1102, "restored"))
        .containsExactly(
            CONNECTED,
            new Inbound.Confirmed(true, Set.of(QUOTES)),
            Talk.say("50|3|3|" + Talk.AAPL_FIELDS + "5|TRADES|0||"),
            Talk.say("49|1|"));
    assertThat(time()).containsExactly(new Inbound.Accepted(7));
    assertThat(talk.subscribe(8, "book:" + Talk.AAPL).getFirst())
        .as("nothing is held back any more")
        .startsWith("10|5|4|");
  }

  @ParameterizedTest
  @CsvSource({"2104,usfarm", "2106,ushmds"})
  void areAskedForWhenAFarmIsBack(int code, String farm) {
    error(2110, "lost");
    talk.subscribe(7, BARS);
    time();
    assertThat(error(code, "OK:" + farm))
        .containsExactly(
            new Inbound.Condition("farm " + farm, "ok", false),
            CONNECTED,
            new Inbound.Confirmed(true, Set.of(QUOTES)),
            Talk.say("50|3|3|" + Talk.AAPL_FIELDS + "5|TRADES|0||"),
            Talk.say("49|1|"));
  }

  @Test
  void areResolvedWhenItIsBack() {
    error(1100, "lost");
    assertThat(talk.subscribe(7, "quotes:" + Talk.EUR, "bars:" + Talk.EUR))
        .containsExactly("49|1|");
    assertThat(error(1102, "restored"))
        .containsExactly(
            CONNECTED,
            new Inbound.Confirmed(true, Set.of(QUOTES)),
            Talk.say("9|8|3|0|EUR|CASH||0|||IDEALPRO||USD|||0||||"));
  }

  @Test
  void areDroppedWithAllOthersWhereDataWasLost() {
    error(1100, "lost");
    talk.subscribe(7, BARS);
    time();
    assertThat(error(1101, "restored"))
        .containsExactly(
            CONNECTED,
            new Inbound.Unsay(),
            new Inbound.Dropped(Set.of(QUOTES, BARS), "1101 restored", 0));
    assertThat(talk.subscribe(8, BARS))
        .containsExactly("50|3|3|" + Talk.AAPL_FIELDS + "5|TRADES|0||", "49|1|");
    assertThat(error(1102, "restored"))
        .as("held no longer")
        .containsExactly(CONNECTED, new Inbound.Confirmed(true, Set.of(BARS)));
  }

  @Test
  void areNotAskedForWhereTheyAreLetGoBefore() {
    error(1100, "lost");
    talk.subscribe(7, BARS);
    time();
    assertThat(talk.unsubscribe(8, BARS)).as("nothing to cancel").containsExactly("49|1|");
    assertThat(time()).containsExactly(new Inbound.Accepted(8));
    assertThat(error(1102, "restored"))
        .containsExactly(CONNECTED, new Inbound.Confirmed(true, Set.of(QUOTES)));
  }

  @Test
  void areNotDroppedWhereTheyAreLetGoBefore() {
    error(1100, "lost");
    talk.subscribe(7, BARS);
    talk.unsubscribe(8, BARS);
    assertThat(error(1101, "restored"))
        .containsExactly(
            CONNECTED,
            new Inbound.Unsay(),
            new Inbound.Dropped(Set.of(QUOTES), "1101 restored", 0));
  }

  private List<Inbound> error(int code, String text) {
    return talk.hears("4|2|-1|%d|%s||".formatted(code, text));
  }

  private List<Inbound> time() {
    return talk.hears("49|1|1795356000|");
  }
}

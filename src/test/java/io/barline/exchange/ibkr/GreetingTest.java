package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GreetingTest {
  private final ClientIds ids = new ClientIds(700, 2);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20261123 09:30:00 EST",
        "20261123 09:30:00 Greenwich Mean Time",
        "20261123 09:30:00 Mitteleuropäische Zeit",
        "20261123 09:30:00",
        ""
      })
  void logsInWhateverTheTimeIs(String time) {
    Talk talk = talk();
    assertThat(talk.conversation.logsIn()).isTrue();
    assertThat(talk.conversation.login()).isNull();
    assertThat(talk.hears("178|" + time + "|")).containsExactly(new Inbound.LoginWanted());
    assertThat(login(talk)).isEqualTo("71|2|700||");
  }

  @ParameterizedTest
  @CsvSource({"15|1|DU1234567|,9|1|1|", "9|1|1|,15|1|DU1234567|", "9|1|5|new|,15|1||"})
  void isReadyOnceBothAreToldInAnyOrder(String first, String second) {
    Talk talk = talk();
    talk.hears("178|20261123 09:30:00 EST|");
    assertThat(talk.hears(first)).isEmpty();
    assertThat(talk.hears(second))
        .containsExactly(
            new Inbound.Ready(),
            new Inbound.Condition("session", "server version 178, client id 700", false));
    assertThat(talk.hears(first)).isEmpty();
    assertThat(talk.hears(second)).isEmpty();
  }

  @Test
  void warnsOfServersThatTellSomeSizesInLots() {
    Talk talk = talk();
    talk.hears("175|20261123 09:30:00 EST|");
    talk.hears("9|1|1|");
    assertThat(talk.hears("15|1|DU1234567|"))
        .contains(
            new Inbound.Condition(
                "session",
                "server version 175, client id 700, which tells some sizes in round lots: update"
                    + " it",
                false));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 100, 156, 179, 201, 213})
  void otherVersionsAreRefused(int version) {
    Talk talk = talk();
    assertThat(talk.hears(version + "|20261123 09:30:00 EST|"))
        .containsExactly(
            new Inbound.Refused(
                "version",
                "the server speaks version %d of the protocol, and 157 to 178 are spoken here"
                    .formatted(version),
                false));
    assertThat(talk.conversation.login()).isNull();
    assertThat(ids.take()).isEqualTo(700);
  }

  @ParameterizedTest
  @ValueSource(ints = {157, 178})
  void bothEndsOfTheRangeAreSpoken(int version) {
    assertThat(talk().hears(version + "|20261123 09:30:00 EST|"))
        .containsExactly(new Inbound.LoginWanted());
  }

  @Test
  void eachConnectionHasItsOwnClientId() {
    Talk first = acknowledged();
    Talk second = acknowledged();
    assertThat(login(first)).isEqualTo("71|2|700||");
    assertThat(login(second)).isEqualTo("71|2|701||");
    Talk third = talk();
    assertThat(third.hears("178|20261123 09:30:00 EST|"))
        .containsExactly(new Inbound.Refused("326", "all 8 client ids are in use here", false));
    first.conversation.ended();
    first.conversation.ended();
    assertThat(login(acknowledged())).isEqualTo("71|2|700||");
    assertThat(ids.take()).isEqualTo(ClientIds.NONE);
  }

  @Test
  void aClientIdOfAnotherProgramIsTriedAgainAfterAllOthers() {
    Talk talk = acknowledged();
    assertThat(talk.hears("4|2|-1|326|Unable to connect as the client id is already in use.|"))
        .containsExactly(
            new Inbound.Refused(
                "326",
                "client id 700 is in use by another program:"
                    + " Unable to connect as the client id is already in use.",
                false));
    talk.conversation.ended();
    Talk second = acknowledged();
    assertThat(login(second)).isEqualTo("71|2|701||");
    assertThat(login(acknowledged())).isEqualTo("71|2|700||");
  }

  /** It says so before it is ready, and closes: the next one is tried here. */
  @Test
  void whereThereAreOtherGatewaysAClientIdInUseIsNoRefusal() {
    Talk talk = new Talk(Talk.settings(Map.of("host", "one", "gateways[0].host", "two")), ids, 178);
    talk.hears("178|20261123 09:30:00 EST|");
    assertThat(talk.hears("4|2|-1|326|already in use|"))
        .containsExactly(new Inbound.Closing("client id 700 is in use: already in use"));
    talk.conversation.ended();
    assertThat(login(acknowledged())).isEqualTo("71|2|701||");
  }

  @Test
  void aClientIdIsRefusedOnce() {
    Talk talk = acknowledged();
    talk.hears("4|2|-1|326|in use|");
    talk.hears("4|2|-1|326|in use|");
    talk.conversation.ended();
    assertThat(ids.take()).isEqualTo(701);
    assertThat(ids.take()).isEqualTo(700);
    assertThat(ids.take()).isEqualTo(ClientIds.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", "x|", "178", "", "178.0|20261123 09:30:00 EST|"})
  void anAcknowledgementThatIsNoneTakesNothing(String frame) {
    Talk talk = talk();
    assertThat(talk.hears(frame)).singleElement().isInstanceOf(Inbound.Unrecognized.class);
    assertThat(talk.hears("178|20261123 09:30:00 EST|")).containsExactly(new Inbound.LoginWanted());
    assertThat(login(talk)).isEqualTo("71|2|700||");
  }

  private Talk acknowledged() {
    Talk talk = talk();
    talk.hears("178|20261123 09:30:00 EST|");
    return talk;
  }

  private Talk talk() {
    return new Talk(Talk.settings(Map.of()), ids, 178);
  }

  private static String login(Talk talk) {
    return Talk.shown(String.valueOf(talk.conversation.login()));
  }
}

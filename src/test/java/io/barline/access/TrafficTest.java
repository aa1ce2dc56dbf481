package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told to whoever asks too often. */
class TrafficTest {
  private long nanos;
  private final Traffic traffic =
      new Traffic(
          new AccessSettings(
              Path.of("keys.json"),
              List.of(),
              Duration.ZERO,
              false,
              List.of(),
              List.of(),
              List.of(),
              Duration.ofSeconds(10),
              Duration.ofSeconds(30),
              new Quotas(1, 1, 1, 1, 5, 2),
              1,
              1,
              3),
          () -> nanos);

  @Test
  void anAddressIsToldHowManyRequestsItMaySend() {
    assertThat(traffic.request("192.0.2.7")).isNull();
    assertThat(traffic.request("192.0.2.7")).isNull();
    assertThat(traffic.request("192.0.2.7"))
        .isEqualTo(
            new Excess("your address may send 5 requests a second, 2 at once, and sends more", 1));
    assertThat(traffic.request("192.0.2.8")).isNull();
    nanos += 200_000_000;
    assertThat(traffic.request("192.0.2.7")).isNull();
  }

  @Test
  void aPrincipalIsToldWhatItsOwnQuotaIs() {
    Principal dash =
        new Principal("key:dash", Entitlements.ALL, new Quotas(1, 1, 1, 1, 7, 1), false);
    assertThat(traffic.request(dash)).isNull();
    assertThat(traffic.request(dash))
        .isEqualTo(
            new Excess("key:dash may send 7 requests a second, 1 at once, and sends more", 1));
    for (int i = 0; i < 10; i++) {
      assertThat(traffic.request(Principal.LOCAL)).isNull();
    }
  }

  @Test
  void whatIsLookedUpMayBeMoreThanIsLeftAndIsNoRequest() {
    Principal dash =
        new Principal("key:dash", Entitlements.ALL, new Quotas(1, 1, 1, 1, 1, 4), false);
    Admission ofDash =
        new Admission(new Grant(dash, new Grant.Source.Token(), null), "192.0.2.7", false);
    assertThat(traffic.lookUp(ofDash, 0)).isNull();
    assertThat(traffic.lookUp(ofDash, 19)).isNull();
    assertThat(traffic.lookUp(ofDash, 3)).isNull();
    assertThat(traffic.lookUp(ofDash, 1))
        .isEqualTo(
            new Excess(
                "key:dash may have 1 patterns, or as many times fifty topics, looked up a second,"
                    + " 20 at once, and asks for more",
                3));
    nanos += 3_000_000_000L;
    assertThat(traffic.lookUp(ofDash, 1)).isNull();
    assertThat(traffic.request(dash)).isNull();
  }

  @Test
  void withoutKeysAnAddressIsChargedUnlessItIsThisMachine() {
    for (int i = 0; i < 3; i++) {
      assertThat(traffic.lookUp(new Admission(Grant.LOCAL, "192.0.2.7", true), 10)).isNull();
    }
    Admission other = new Admission(Grant.LOCAL, "192.0.2.8", false);
    assertThat(traffic.lookUp(other, 10)).isNull();
    assertThat(traffic.lookUp(other, 10)).isNotNull();
  }

  @Test
  void whoeverGuessesIsToldHowOftenItMay() {
    assertThat(traffic.mayTry("192.0.2.7")).isNull();
    for (int i = 0; i < 3; i++) {
      traffic.failed("192.0.2.7");
    }
    assertThat(traffic.mayTry("192.0.2.7"))
        .isEqualTo(
            new Excess(
                "your address may show 3 keys or tokens a minute that are not valid, and has shown"
                    + " more",
                20));
  }
}

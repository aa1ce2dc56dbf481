package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that asks for no key is kept from pages that a browser has from somewhere else. */
class OpenGatewayTest {
  private static final String TOPICS = "?topics=x:trades:A";
  private static final String OPEN = "barline.access.open=true";

  @TempDir Path folder;

  private static int events(TestGateway gateway, String... headers) throws Exception {
    try (RawHandshake answer = RawHandshake.events(gateway, TOPICS, headers)) {
      return answer.status();
    }
  }

  private static int webSocket(TestGateway gateway, String... headers) throws Exception {
    try (RawHandshake answer = RawHandshake.webSocket(gateway, "", headers)) {
      return answer.status();
    }
  }

  private static int rest(TestGateway gateway, String... headers) throws Exception {
    try (RawHandshake answer = RawHandshake.send(gateway, "POST", "/api/v1/tickets", headers)) {
      return answer.status();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OPEN, "barline.access.open=false"})
  void itAnswersToNoNameThatAnybodyCanHave(String mode) throws Exception {
    try (TestGateway gateway = TestGateway.start(mode)) {
      for (String host :
          new String[] {"evil.example", "evil.example:8080", "localhost.evil.example", "", "a.b"}) {
        assertThat(events(gateway, "Host: " + host)).as(host).isEqualTo(403);
        assertThat(webSocket(gateway, "Host: " + host)).as(host).isEqualTo(403);
        assertThat(rest(gateway, "Host: " + host)).as(host).isEqualTo(403);
      }
      for (String host :
          new String[] {"192.0.2.5:8080", "127.0.0.1", "[2001:db8::1]:8080", "localhost:1"}) {
        assertThat(events(gateway, "Host: " + host)).as(host).isEqualTo(200);
        assertThat(webSocket(gateway, "Host: " + host)).as(host).isEqualTo(101);
        assertThat(rest(gateway, "Host: " + host)).as(host).isEqualTo(201);
      }
    }
  }

  @Test
  void namesOfNetworksOfOnesOwnAreTakenWhereItIsOpenAndNoneIsListed() throws Exception {
    try (TestGateway open = TestGateway.start(OPEN);
        TestGateway named = TestGateway.start(OPEN, "barline.access.hosts=gw.example.com");
        TestGateway local = TestGateway.start()) {
      for (String host :
          new String[] {"barline:8080", "gw.internal", "gw.home.arpa", "nas.local"}) {
        assertThat(events(open, "Host: " + host)).as(host).isEqualTo(200);
        assertThat(webSocket(open, "Host: " + host)).as(host).isEqualTo(101);
        assertThat(rest(open, "Host: " + host)).as(host).isEqualTo(201);
        assertThat(events(named, "Host: " + host)).as(host).isEqualTo(403);
        assertThat(events(local, "Host: " + host)).as(host).isEqualTo(403);
      }
      assertThat(events(named, "Host: gw.example.com:8080")).isEqualTo(200);
      assertThat(webSocket(named, "Host: GW.example.com")).isEqualTo(101);
      assertThat(events(open, "Host: gw.example.com")).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OPEN, "barline.access.open=false"})
  void noPageElsewhereHasItAskedInSilence(String mode) throws Exception {
    String[] silent = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"};
    String[] framed = {
      "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"
    };
    String[] followed = {
      "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"
    };
    String[] own = {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"};
    try (TestGateway gateway = TestGateway.start(mode)) {
      assertThat(events(gateway, silent)).isEqualTo(403);
      assertThat(events(gateway, "Sec-Fetch-Site: cross-site")).isEqualTo(403);
      assertThat(rest(gateway, silent)).isEqualTo(403);
      assertThat(events(gateway, framed)).isEqualTo(403);
      assertThat(rest(gateway, framed)).isEqualTo(403);
      assertThat(rest(gateway, followed)).isEqualTo(201);
      assertThat(events(gateway, followed)).isEqualTo(403);
      assertThat(webSocket(gateway, followed)).isEqualTo(403);
      assertThat(events(gateway, own)).isEqualTo(200);
      assertThat(events(gateway, "Sec-Fetch-Site: none")).isEqualTo(200);
    }
  }

  @Test
  void whereAKeyIsAskedForTheKeySaysEnough() throws Exception {
    KeyRing ring = new KeyRing(folder.resolve("keys.json"));
    String shown = "X-API-Key: " + ring.create("dash", "*:*:*");
    try (TestGateway gateway = TestGateway.start(OPEN, ring.setting())) {
      assertThat(events(gateway, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", shown))
          .isEqualTo(200);
      assertThat(events(gateway, "Host: evil.example", shown)).isEqualTo(200);
      assertThat(events(gateway, "Host: evil.example")).isEqualTo(401);
    }
  }

  @Test
  void aPageThatIsWelcomeMayStillNotCallItByAForeignName() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(OPEN, "barline.access.origins=https://dash.example.com")) {
      String page = "Origin: https://dash.example.com";
      assertThat(events(gateway, page, "Sec-Fetch-Site: cross-site")).isEqualTo(200);
      assertThat(events(gateway, page, "Host: evil.example")).isEqualTo(403);
      assertThat(events(gateway, "Origin: https://evil.example")).isEqualTo(403);
    }
  }
}

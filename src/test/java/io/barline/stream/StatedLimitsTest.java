package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client is told of how much it may have, and of what was too much. */
class StatedLimitsTest {
  @TempDir Path folder;

  private KeyRing ring() {
    return new KeyRing(folder.resolve("keys.json"));
  }

  private static String[] bearer(String key) {
    return new String[] {"Authorization", "Bearer " + key};
  }

  private static HttpResponse<String> makeTicket(HttpClient http, TestGateway gateway, String key)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/tickets"))
            .timeout(Duration.ofSeconds(30))
            .headers(bearer(key))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theTopicsOfAConnectionAreNoMoreThanItsPrincipalMayHave() throws Exception {
    String few = ring().create("few", "*:*:*", "--max-topics", "3");
    String many = ring().create("many", "*:*:*", "--max-topics", "900");
    try (TestGateway gateway =
            TestGateway.start(ring().setting(), "barline.stream.max-topics=500");
        TestClient byHeader = new TestClient(gateway, "", bearer(few));
        TestClient byMessage = new TestClient(gateway);
        TestClient other = new TestClient(gateway, "", bearer(many))) {
      assertThat(byHeader.next()).contains("\"limits\":{\"topics\":3,");
      assertThat(other.next()).contains("\"limits\":{\"topics\":500,");
      assertThat(byMessage.next()).contains("\"limits\":{\"topics\":500,", "required");
      byMessage.send("{\"type\":\"auth\",\"token\":\"" + few + "\"}");
      assertThat(byMessage.next()).contains("authenticated", "\"limits\":{\"topics\":3,");
    }
  }

  @Test
  void tooManyRequestsAreToldWithTheirNumber() throws Exception {
    String key =
        ring().create("dash", "*:*:*", "--requests-per-second", "1", "--request-burst", "1");
    try (HttpClient http = HttpClient.newHttpClient();
        TestGateway gateway =
            TestGateway.start(ring().setting(), "barline.access.failures-per-minute=1")) {
      HttpResponse<String> answer = makeTicket(http, gateway, key);
      for (int i = 0; i < 50 && answer.statusCode() == 201; i++) {
        answer = makeTicket(http, gateway, key);
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body())
          .contains("\"code\":\"rate_limited\"")
          .contains("key:dash may send 1 requests a second, 1 at once, and sends more: again in");
      String wrong = "bl_00000000_" + "s".repeat(43);
      assertThat(makeTicket(http, gateway, wrong).statusCode()).isEqualTo(401);
      assertThat(makeTicket(http, gateway, wrong).body())
          .contains("your address may show 1 keys or tokens a minute that are not valid");
    }
  }
}

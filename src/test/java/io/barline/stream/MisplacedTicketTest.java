package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A ticket opens a stream and nothing else, and says so where it is shown elsewhere. */
class MisplacedTicketTest {
  private static final String TOLD = "a ticket opens one stream";

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;

  private HttpResponse<String> post(TestGateway gateway, String query, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/tickets" + query))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aTicketThatIsShownElsewhereIsToldWhereItIsOfUse() throws Exception {
    KeyRing ring = new KeyRing(folder.resolve("keys.json"));
    String key = ring.create("dash", "*:*:*");
    try (http;
        TestGateway gateway =
            TestGateway.start(
                ring.setting(),
                "barline.access.auth-timeout=10m",
                "barline.access.ticket-lifetime=10m")) {
      String made = post(gateway, "", "Authorization", "Bearer " + key).body();
      String ticket = JsonMapper.builder().build().readTree(made).path("ticket").stringValue();
      for (HttpResponse<String> answer :
          List.of(
              post(gateway, "?ticket=" + ticket),
              post(gateway, "", "Authorization", "Bearer " + ticket),
              post(gateway, "", "X-API-Key", ticket))) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains(TOLD, "/api/v1/ws").doesNotContain(ticket);
      }
      try (TestClient client = new TestClient(gateway)) {
        assertThat(client.next()).contains("required");
        client.send("{\"type\":\"auth\",\"token\":\"" + ticket + "\"}");
        assertThat(client.next()).contains("unauthorized", TOLD).doesNotContain(ticket);
        client.send("{\"type\":\"auth\",\"ticket\":\"" + ticket + "\"}");
        assertThat(client.next()).contains("authenticated");
      }
    }
  }
}

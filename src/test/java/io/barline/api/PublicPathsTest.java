package io.barline.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What anybody may read is still not to be asked for without end, or by anybody's page. */
@TestPropertySource(
    properties = {
      "barline.access.open=true",
      "barline.access.trusted-proxies=127.0.0.1",
      "barline.access.quotas.requests=1",
      "barline.access.quotas.request-burst=3"
    })
class PublicPathsTest extends RestTest {
  private static final int MANY = 30;

  private WebTestClient.RequestHeadersSpec<?> request(String path) {
    return client.mutate().baseUrl("http://127.0.0.1:" + port).build().get().uri(path);
  }

  private int status(String path, String... headers) {
    WebTestClient.RequestHeadersSpec<?> request = request(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.exchange().expectBody().returnResult().getStatus().value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/asyncapi.yaml", "/api/v1/openapi.json", "/problems/internal"})
  void areRequestsOfAnAddress(String path) {
    String address = "192.0.2." + path.length();
    int asked = 0;
    int status = 200;
    while (asked < MANY && status == 200) {
      status = status(path, "X-Forwarded-For", address);
      asked++;
    }
    assertThat(asked).isGreaterThan(3);
    assertThat(status).isEqualTo(429);
    for (int i = 0; i < MANY; i++) {
      assertThat(status(path)).as("of this machine").isEqualTo(200);
    }
  }

  @Test
  void areNotAskedForByPagesOfOtherSitesButFollowedFromThere() {
    for (String path : new String[] {"/api/v1/openapi.yaml", "/problems"}) {
      assertThat(status(path, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"))
          .isEqualTo(403);
      assertThat(arrived(path, "iframe")).isEqualTo(403);
      assertThat(arrived(path, "document")).isEqualTo(200);
    }
  }

  /** The status for a browser that goes there from a page of another site. */
  private int arrived(String path, String destination) {
    return status(
        path,
        "Sec-Fetch-Site",
        "cross-site",
        "Sec-Fetch-Mode",
        "navigate",
        "Sec-Fetch-Dest",
        destination);
  }
}

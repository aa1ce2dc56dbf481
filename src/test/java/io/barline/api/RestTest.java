package io.barline.api;

import io.barline.RestSchema;
import io.barline.access.Principal;
import io.barline.subscription.StandingSubscriptions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/** A real server on loopback, empty before each test. */
@SpringBootTest(
    classes = RestServer.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"server.address=127.0.0.1", "barline.access.keys-file=target/no-keys.json"})
abstract class RestTest {
  static final Principal EVERYBODY = Principal.LOCAL;

  @LocalServerPort int port;
  @Autowired StandingSubscriptions subscriptions;

  WebTestClient client;

  @BeforeEach
  void empty() {
    subscriptions.list(EVERYBODY).forEach(each -> subscriptions.delete(EVERYBODY, each.id()));
    client =
        WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + port + "/api/v1")
            .filter(RestTest::checked)
            .build();
  }

  /** Lets through what is described. */
  private static Mono<ClientResponse> checked(ClientRequest request, ExchangeFunction next) {
    return next.exchange(request)
        .flatMap(
            answer ->
                answer
                    .bodyToMono(String.class)
                    .defaultIfEmpty("")
                    .map(
                        body -> {
                          MediaType type = answer.headers().contentType().orElse(null);
                          RestSchema.check(
                              new RestSchema.Answer(
                                  request.method().name(),
                                  request.url().getPath(),
                                  answer.statusCode().value(),
                                  type == null ? null : type.getType() + "/" + type.getSubtype(),
                                  List.copyOf(answer.headers().asHttpHeaders().headerNames()),
                                  body));
                          return answer.mutate().body(body).build();
                        }));
  }

  WebTestClient.ResponseSpec get(String uri, Object... values) {
    return client.get().uri(uri, values).exchange();
  }

  WebTestClient.ResponseSpec post(String body) {
    return client
        .post()
        .uri("/subscriptions")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  /** Checks the members that every problem has. */
  static WebTestClient.BodyContentSpec problem(
      WebTestClient.ResponseSpec answer, int status, String code) {
    return answer
        .expectStatus()
        .isEqualTo(status)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/" + code)
        .jsonPath("$.code")
        .isEqualTo(code)
        .jsonPath("$.status")
        .isEqualTo(status)
        .jsonPath("$.number")
        .isNumber()
        .jsonPath("$.retryable")
        .isBoolean()
        .jsonPath("$.detail")
        .isNotEmpty()
        .jsonPath("$.title")
        .isNotEmpty()
        .jsonPath("$.simulated")
        .doesNotExist();
  }
}

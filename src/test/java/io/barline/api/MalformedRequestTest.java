package io.barline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.subscription.FakeDemand;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is sent, the answer is a problem that says what to change and nothing of the inside. */
@ExtendWith(OutputCaptureExtension.class)
class MalformedRequestTest extends RestTest {
  @Autowired FakeDemand demand;

  @Test
  void saysWhereTheJsonGoesWrong() {
    problem(post("{\"topics\":\n [\"a\" \"b\"]}"), 400, "bad_request")
        .jsonPath("$.line")
        .isEqualTo(2)
        .jsonPath("$.column")
        .isNumber()
        .jsonPath("$.detail")
        .value(detail -> assertThat(detail.toString()).contains("line 2, column"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "nonsense",
        "{\"topics\":[\"a\"]} x",
        "{\"topics\":[\"a\"],\"topics\":[\"b\"]}",
        "\u0000"
      })
  void refusesWhatIsNotJson(String body) {
    problem(post(body), 400, "bad_request")
        .jsonPath("$.detail")
        .value(detail -> assertThat(detail.toString()).startsWith("the body is not valid JSON"))
        .jsonPath("$.number")
        .isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|the body must be a JSON object, but is an array",
        "{}|send \"topics\"",
        "{\"topic\":[\"a\"]}|send \"topics\", not \"topic\", for example",
        "{\"topics\":\"a\"}|\"topics\" must be an array of strings, but is a string",
        "{\"topics\":[\"a\",1]}|\"topics[1]\" must be a string, but is a number: 1",
        "{\"topics\":[null]}|\"topics[0]\" must be a string, but is null",
        "{\"topics\":[]}|a subscription needs at least one topic",
        "{\"topics\":[\"a\"],\"name\":7}|\"name\" must be a string, but is a number",
        "{\"topics\":[\"a\"],\"name\":\"a b\"}|a name has 1 to 64",
        "{\"topics\":[\"a\"],\"replace\":\"yes\"}|\"replace\" must be true or false, but is a"
            + " string",
        "{\"topics\":[\"a\"],\"exchange\":\"binance\"}|send either",
        "{\"exchange\":\"binance\",\"symbols\":[\"a\"]}|\"channels\" must be an array of strings,"
            + " but is missing",
        "{\"exchange\":[],\"symbols\":[\"a\"],\"channels\":[\"b\"]}|\"exchange\" must be a string,"
            + " but is an array",
      })
  void saysWhichFieldIsWrong(String body, String sentence) {
    problem(post(body), 400, "bad_request")
        .jsonPath("$.detail")
        .value(detail -> assertThat(detail.toString()).startsWith(sentence));
  }

  @Test
  void refusesAnEmptyBody() {
    problem(
        client.post().uri("/subscriptions").contentType(MediaType.APPLICATION_JSON).exchange(),
        400,
        "bad_request");
  }

  @Test
  void survivesDeepNesting() {
    problem(post("{\"topics\":" + "[".repeat(20_000)), 400, "bad_request");
  }

  @Test
  void refusesAnOversizedBody() throws Exception {
    problem(post("{\"topics\":[\"" + "x".repeat(70_000) + "\"]}"), 413, "too_large")
        .jsonPath("$.limit")
        .isEqualTo(65_536);
    HttpRequest chunked =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/subscriptions"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofString("x".repeat(5_000_000))))
            .build();
    try (HttpClient plain = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = plain.send(chunked, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("/problems/too_large");
    }
  }

  @Test
  void refusesOtherMediaTypes() {
    problem(
            client
                .post()
                .uri("/subscriptions")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .bodyValue("a=b")
                .exchange(),
            415,
            "unsupported_media_type")
        .jsonPath("$.supported[0]")
        .isEqualTo("application/json");
    problem(
        client.post().uri("/subscriptions").bodyValue(new byte[] {'{', '}'}).exchange(),
        415,
        "unsupported_media_type");
    problem(
        client.get().uri("/exchanges").accept(MediaType.TEXT_PLAIN).exchange(),
        406,
        "not_acceptable");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/subscriptions,GET",
    "DELETE,/topics,GET",
    "POST,/exchanges,GET",
    "PATCH,/subscriptions/x,DELETE"
  })
  void refusesOtherMethods(String method, String path, String allowed) {
    problem(
            client.method(HttpMethod.valueOf(method)).uri(path).exchange(),
            405,
            "method_not_allowed")
        .jsonPath("$.supported[0]")
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"GET,/nothing", "POST,/nothing", "GET,/", "GET,/bars/binance/x", "GET,/../../x"})
  void refusesUnknownPaths(String method, String path) {
    problem(
            client
                .method(HttpMethod.valueOf(method))
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .exchange(),
            404,
            "unknown_path")
        .jsonPath("$.detail")
        .value(detail -> assertThat(detail.toString()).contains("/api/v1/openapi.yaml"));
  }

  @Test
  void namesTheFieldThatIsThereTwice() {
    problem(post("{\"topics\":[\"a\"],\"topics\":[\"b\"]}"), 400, "bad_request")
        .jsonPath("$.detail")
        .value(detail -> assertThat(detail.toString()).endsWith("\"topics\" is there twice"));
  }

  /** It can't be repeated, since it is no character. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"topics\":[\"\\ud83d\"]}",
        "{\"topics\":[\"binance:trades:\\ud83d\"]}",
        "{\"topics\":[\"\\ud83d:trades:a\"]}",
        "{\"topics\":[\"binance:\\ud83d:a\"]}"
      })
  void answersWhatHoldsHalfACharacter(String body) throws Exception {
    byte[] answer =
        post(body).expectStatus().is4xxClientError().expectBody().returnResult().getResponseBody();
    assertThat(new JsonMapper().readTree(answer).get("detail").stringValue()).isNotEmpty();
  }

  @Test
  void aFailureGetsAnIdThatIsInTheLog(CapturedOutput output) throws Exception {
    demand.failOn("binance:bars.1d:SOL/USDT");
    byte[] body =
        problem(post("{\"topics\":[\"binance:bars.1d:SOL/USDT\"]}"), 500, "internal")
            .jsonPath("$.number")
            .isEqualTo(250)
            .returnResult()
            .getResponseBody();
    String text = new String(body, StandardCharsets.UTF_8);
    String id = new JsonMapper().readTree(text).get("id").stringValue();
    assertThat(output).contains("event=request_failed id=" + id).contains("fails as told");
    assertThat(text).doesNotContain("fails as told").doesNotContain("Exception");
  }
}

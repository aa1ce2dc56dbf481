package io.barline.api;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.wire.ErrorCode;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DocumentControllerTest extends RestTest {
  /** What is served by others than the controllers here. */
  private static final Set<String> ELSEWHERE =
      Set.of("GET /api/v1/ws", "GET /api/v1/stream", "POST /api/v1/tickets");

  @Autowired RequestMappingHandlerMapping mappings;

  @ParameterizedTest
  @ValueSource(strings = {"asyncapi.yaml", "openapi.yaml"})
  void servesADocumentAsItWasWritten(String name) throws Exception {
    EntityExchangeResult<byte[]> answer = body("/" + name);
    assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.CONTENT_TYPE))
        .isEqualTo("application/yaml;charset=UTF-8");
    assertThat(answer.getResponseBody())
        .isEqualTo(Files.readAllBytes(Path.of("src/main/resources/protocol/" + name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"asyncapi", "openapi"})
  void servesADocumentAsJson(String name) {
    EntityExchangeResult<byte[]> answer = body("/" + name + ".json");
    assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.CONTENT_TYPE))
        .isEqualTo("application/json");
    JsonNode document = JsonMapper.shared().readTree(answer.getResponseBody());
    assertThat(document.path(name).asString()).startsWith("3.");
    assertThat(document.at("/components/schemas/Side/enum/0").asString("buy")).isEqualTo("buy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"asyncapi.yaml", "asyncapi.json", "openapi.yaml", "openapi.json"})
  void doesNotSendAgainWhatTheClientHas(String name) {
    HttpHeaders first = body("/" + name).getResponseHeaders();
    assertThat(first.getCacheControl()).isEqualTo("no-cache");
    String tag = Objects.requireNonNull(first.getETag());
    client
        .get()
        .uri("/" + name)
        .header(HttpHeaders.IF_NONE_MATCH, tag)
        .exchange()
        .expectStatus()
        .isNotModified()
        .expectBody()
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theTypeOfAProblemLeadsToWhatItSays(ErrorCode code) {
    root("/problems/" + code.id())
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.number")
        .isEqualTo(code.number())
        .jsonPath("$.meaning")
        .isEqualTo(code.meaning());
  }

  @Test
  void listsAllProblemsAndKnowsNoOthers() {
    root("/problems")
        .expectBody()
        .jsonPath("$.problems.length()")
        .isEqualTo(ErrorCode.values().length);
    problem(root("/problems/none"), 404, "unknown_path").jsonPath("$.value").isEqualTo("none");
  }

  @Test
  void describesEveryResourceAndNoOther() {
    Set<String> described = new TreeSet<>();
    for (var path : openApi().get("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        if (!method.equals("parameters")) {
          described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    Set<String> served =
        handlers().flatMap(info -> operations(info).stream()).collect(toCollection(TreeSet::new));
    assertThat(described).containsAll(served);
    served.addAll(ELSEWHERE);
    assertThat(served).containsAll(described);
  }

  @Test
  void describesEveryParameter() {
    JsonNode document = openApi();
    mappings
        .getHandlerMethods()
        .forEach(
            (info, handler) -> {
              if (handler.getBeanType().getPackage() == RestTest.class.getPackage()) {
                for (String operation : operations(info)) {
                  assertThat(describedParameters(document, operation))
                      .as(operation)
                      .isEqualTo(parameters(handler));
                }
              }
            });
  }

  private Stream<RequestMappingInfo> handlers() {
    return mappings.getHandlerMethods().entrySet().stream()
        .filter(each -> each.getValue().getBeanType().getPackage() == RestTest.class.getPackage())
        .map(Map.Entry::getKey);
  }

  private static Set<String> operations(RequestMappingInfo info) {
    Set<String> operations = new TreeSet<>();
    info.getPatternsCondition()
        .getPatterns()
        .forEach(
            pattern ->
                info.getMethodsCondition()
                    .getMethods()
                    .forEach(method -> operations.add(method + " " + pattern.getPatternString())));
    return operations;
  }

  private static Set<String> parameters(HandlerMethod handler) {
    Set<String> names = new TreeSet<>();
    for (MethodParameter parameter : handler.getMethodParameters()) {
      for (Annotation annotation : parameter.getParameterAnnotations()) {
        String name = parameter.getParameter().getName();
        if (annotation instanceof RequestParam) {
          names.add("query " + name);
        } else if (annotation instanceof PathVariable) {
          names.add("path " + name);
        }
      }
    }
    return names;
  }

  private static Set<String> describedParameters(JsonNode document, String operation) {
    String[] parts = operation.split(" ", 2);
    JsonNode path = document.get("paths").get(parts[1]);
    JsonNode method = path.get(parts[0].toLowerCase(Locale.ROOT));
    return Stream.of(path, method)
        .flatMap(each -> each.path("parameters").valueStream())
        .map(
            each ->
                each.has("$ref") ? document.at(each.get("$ref").stringValue().substring(1)) : each)
        .map(each -> each.get("in").stringValue() + " " + each.get("name").stringValue())
        .collect(toCollection(TreeSet::new));
  }

  private JsonNode openApi() {
    return JsonMapper.shared().readTree(body("/openapi.json").getResponseBody());
  }

  private EntityExchangeResult<byte[]> body(String path) {
    return get(path).expectStatus().isOk().expectBody().returnResult();
  }

  private WebTestClient.ResponseSpec root(String path) {
    return client.mutate().baseUrl("http://127.0.0.1:" + port).build().get().uri(path).exchange();
  }
}

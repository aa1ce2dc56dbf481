package io.barline;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks answers to HTTP requests against {@code openapi.yaml}: that their status, type and headers
 * are described for that operation, and that the body fits. May be used by any thread.
 */
public final class RestSchema {
  private static final String HERE = "https://schemas.test/openapi";
  private static final String PROBLEM = "application/problem+json";
  private static final JsonNode DOCUMENT = ProtocolSources.closed(ProtocolSources.OPEN_API);
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder -> builder.schemas(Map.of(HERE, DOCUMENT.toString())));
  private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

  private RestSchema() {}

  /**
   * An answer.
   *
   * @param path what was asked for, without the query
   * @param type its content type, without parameters; null where it has no body
   * @param headers the names of its headers
   */
  public record Answer(
      String method,
      String path,
      int status,
      @Nullable String type,
      List<String> headers,
      String body) {}

  /**
   * Checks an answer.
   *
   * @throws AssertionError where it is not as the document says
   */
  public static void check(Answer answer) {
    String response = response(answer);
    JsonNode described = at(response);
    for (Map.Entry<String, JsonNode> header : described.path("headers").properties()) {
      boolean required =
          ProtocolSources.resolved(DOCUMENT, header.getValue()).path("required").asBoolean(false);
      if (required && answer.headers().stream().noneMatch(header.getKey()::equalsIgnoreCase)) {
        throw wrong(answer, "the header " + header.getKey() + " is missing");
      }
    }
    JsonNode content = described.path("content");
    String type = answer.body().isEmpty() ? null : answer.type();
    if (type == null || content.isMissingNode()) {
      if (type != null || !content.isMissingNode()) {
        throw wrong(answer, "there should be " + (type == null ? content : "no body"));
      }
      return;
    }
    if (!content.has(type)) {
      throw wrong(answer, "its type " + type + " is not described");
    }
    if (type.endsWith("json")) {
      String schema = response + "/content/" + escaped(type) + "/schema";
      var errors = compiled(schema).validate(JsonMapper.shared().readTree(answer.body()));
      if (!errors.isEmpty()) {
        throw wrong(answer, errors.toString());
      }
    }
  }

  /** Checks an answer that a client of the JDK got. */
  public static HttpResponse<String> checked(HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse(null);
    check(
        new Answer(
            answer.request().method(),
            answer.uri().getPath(),
            answer.statusCode(),
            type == null ? null : type.replaceFirst(";.*", ""),
            List.copyOf(answer.headers().map().keySet()),
            answer.body()));
    return answer;
  }

  /** Where the response is described: by its operation, or what holds for any path. */
  private static String response(Answer answer) {
    String operation = operation(answer.method(), answer.path());
    String status = String.valueOf(answer.status());
    if (operation != null && DOCUMENT.at(operation + "/responses").has(status)) {
      return target(operation + "/responses/" + status);
    }
    boolean ofNoOperation = operation == null || status.matches("40[04567]");
    if (ofNoOperation && PROBLEM.equals(answer.type())) {
      for (Map.Entry<String, JsonNode> each : at("/components/responses").properties()) {
        JsonNode problem =
            each.getValue().path("content").path(PROBLEM).at("/schema/allOf/1/properties");
        if (problem.at("/status/const").asInt(0) == answer.status()) {
          return "/components/responses/" + each.getKey();
        }
      }
    }
    throw wrong(answer, "its status is not described for " + operation);
  }

  private static @Nullable String operation(String method, String path) {
    for (String template : at("/paths").propertyNames()) {
      String pattern = template.replaceAll("\\{\\w+}", "[^/]+").replace(".", "\\.");
      String pointer = "/paths/" + escaped(template) + "/" + method.toLowerCase(Locale.ROOT);
      if (path.matches(pattern) && !at(pointer).isMissingNode()) {
        return pointer;
      }
    }
    return null;
  }

  /** The pointer that a reference at this pointer leads to; itself where there is none. */
  private static String target(String pointer) {
    JsonNode reference = at(pointer).path("$ref");
    return reference.isString() ? reference.stringValue().substring(1) : pointer;
  }

  private static JsonNode at(String pointer) {
    return DOCUMENT.at(pointer);
  }

  static String escaped(String part) {
    return part.replace("~", "~0").replace("/", "~1");
  }

  private static Schema compiled(String pointer) {
    return COMPILED.computeIfAbsent(
        pointer,
        _ ->
            REGISTRY.getSchema(
                SchemaLocation.of(HERE + "#" + pointer.replace("{", "%7B").replace("}", "%7D"))));
  }

  private static AssertionError wrong(Answer answer, String why) {
    return new AssertionError("not as openapi.yaml says: %s in %s".formatted(why, answer));
  }
}

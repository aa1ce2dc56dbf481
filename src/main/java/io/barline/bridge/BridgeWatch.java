package io.barline.bridge;

import io.barline.exchange.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at a bridge every few seconds, and asks it for its exchanges whenever it has begun anew. It
 * blocks, so it is for virtual threads; one looks at a time.
 */
final class BridgeWatch {
  /** Between two looks. */
  static final Duration PERIOD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(BridgeWatch.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** More than a list of a thousand exchanges has. */
  private static final int LONGEST_ANSWER = 4 * 1024 * 1024;

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TypeReference<Map<String, Object>> FIGURES = new TypeReference<>() {};

  private final String name;
  private final Map<String, String> headers;
  private final Consumer<byte[]> listed;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private volatile Map<String, Object> figures = Map.of();
  private volatile boolean answered;
  private @Nullable Object boot;

  /**
   * @param listed takes the answer that lists the exchanges
   */
  BridgeWatch(String name, Map<String, String> headers, Consumer<byte[]> listed) {
    this.name = name;
    this.headers = headers;
    this.listed = listed;
  }

  /** Whether the last look had an answer, however bad. */
  boolean hasAnswered() {
    return answered;
  }

  /**
   * Looks once.
   *
   * @return what is wrong, in a sentence; null where nothing is
   */
  @Nullable String look(URI at) throws InterruptedException {
    answered = false;
    try {
      HttpResponse<byte[]> health = ask(at, "/healthz");
      answered = true;
      @Nullable Map<String, Object> told = MAPPER.readValue(health.body(), FIGURES);
      Object begun = told == null ? null : told.get("boot");
      if (begun == null) {
        return "%s/healthz answers as no bridge does".formatted(at);
      }
      figures = told;
      if (!begun.equals(boot)) {
        HttpResponse<byte[]> list = ask(at, "/v1/exchanges");
        if (list.statusCode() != 200) {
          return "%s/v1/exchanges answered %d".formatted(at, list.statusCode());
        }
        listed.accept(list.body());
        boot = begun;
        LOG.info(
            "bridge={} state=running address={} pid={} ccxt={}",
            name,
            at,
            told.get("pid"),
            told.get("ccxt"));
      }
      return health.statusCode() == 200
          ? null
          : "%s/healthz answered %d".formatted(at, health.statusCode());
    } catch (IOException | JacksonException broken) {
      return "%s does not answer: %s".formatted(at, reason(broken));
    } catch (RuntimeException broken) { // what it lists makes no sense
      return "%s lists something else than exchanges: %s".formatted(at, broken.getMessage());
    }
  }

  private static String reason(Exception broken) {
    String message = broken.getMessage();
    return message == null ? broken.getClass().getSimpleName() : message;
  }

  private HttpResponse<byte[]> ask(URI at, String path) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Endpoint.append(at, path)).timeout(TIMEOUT);
    headers.forEach(request::header);
    return client.send(
        request.build(),
        HttpResponse.BodyHandlers.limiting(
            HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER));
  }

  /** What it last told of itself. */
  Map<String, Object> figures() {
    return figures;
  }

  /** It is not there any more. */
  void gone() {
    figures = Map.of();
  }

  void close() {
    client.shutdownNow();
  }
}

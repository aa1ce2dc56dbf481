package io.barline;

import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what is sent to {@link FramesEndpoint}, since an actuator endpoint takes no lists and says
 * of a body that it can't read nothing but that: a list becomes one text, and what makes no sense
 * is refused with what would.
 */
final class FramesBody implements WebFilter {
  private static final int MOST_BYTES = 64 * 1024;
  private static final String RIGHT =
      "{\"frames\": \"binance:BTC/USDT\"} or {\"frames\": [\"binance:BTC/USDT\", \"bybit\"]}";

  private final String path;
  private final JsonMapper mapper = new JsonMapper();

  /**
   * @param basePath where the endpoints are, such as {@code /actuator}
   */
  FramesBody(String basePath) {
    this.path = basePath + "/frames";
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    if (!isForFrames(request)) {
      return chain.filter(exchange);
    }
    return DataBufferUtils.join(request.getBody(), MOST_BYTES)
        .onErrorMap(DataBufferLimitException.class, _ -> tooLarge())
        .map(FramesBody::bytes)
        .defaultIfEmpty(new byte[0])
        .flatMap(
            body -> {
              byte[] read = mapper.writeValueAsBytes(Map.of("frames", frames(body)));
              return chain.filter(exchange.mutate().request(with(request, read, exchange)).build());
            });
  }

  private boolean isForFrames(ServerHttpRequest request) {
    MediaType type = request.getHeaders().getContentType();
    return request.getMethod().equals(HttpMethod.POST)
        && request.getPath().value().endsWith(path)
        && !request.getQueryParams().containsKey("frames")
        && type != null
        && MediaType.APPLICATION_JSON.isCompatibleWith(type);
  }

  private static Refusal tooLarge() {
    return new Refusal(
            ErrorCode.TOO_LARGE,
            "the body is larger than the %d bytes allowed".formatted(MOST_BYTES))
        .with("limit", MOST_BYTES);
  }

  private static byte[] bytes(DataBuffer joined) {
    byte[] bytes = new byte[joined.readableByteCount()];
    joined.read(bytes);
    DataBufferUtils.release(joined);
    return bytes;
  }

  /** What is wanted, parted by commas. */
  private String frames(byte[] body) {
    JsonNode read = read(body);
    if (read == null || !read.isObject() || !read.has("frames")) {
      throw new Refusal(ErrorCode.BAD_REQUEST, "the body must be " + RIGHT)
          .value(new String(body, StandardCharsets.UTF_8));
    }
    JsonNode wanted = read.get("frames");
    List<String> texts = new ArrayList<>();
    for (JsonNode each : wanted.isArray() ? wanted.values() : List.of(wanted)) {
      if (!each.isString()) {
        throw Refusal.ofParameter(
            "frames", each.toString(), "frames must be a text or a list of texts: " + RIGHT);
      }
      texts.add(each.asString());
    }
    return String.join(",", texts);
  }

  private @Nullable JsonNode read(byte[] body) {
    try {
      return mapper.readTree(body);
    } catch (JacksonException _) {
      return null;
    }
  }

  private static ServerHttpRequest with(
      ServerHttpRequest request, byte[] body, ServerWebExchange exchange) {
    HttpHeaders headers = new HttpHeaders();
    headers.putAll(request.getHeaders());
    headers.setContentLength(body.length);
    return new ServerHttpRequestDecorator(request) {
      @Override
      public HttpHeaders getHeaders() {
        return headers;
      }

      @Override
      public Flux<DataBuffer> getBody() {
        return Flux.just(exchange.getResponse().bufferFactory().wrap(body));
      }
    };
  }
}

package io.barline.api;

import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what went wrong, anywhere in the server, as problem details. Nothing of the inside is
 * told: a failure gets an id that is also in the log.
 */
@Component
@Order(-2) // before Spring's own handlers
final class Problems implements ErrorWebExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** Seconds that a client is asked to wait before it tries again. */
  private static final String RETRY_AFTER = "5";

  /** The member of a problem that tells in how many seconds the request may be repeated. */
  static final String WAIT = "retryAfter";

  private final ApiSettings settings;
  private final Provenance provenance;
  private final JsonMapper mapper = new JsonMapper();

  Problems(ApiSettings settings, Provenance provenance) {
    this.settings = settings;
    this.provenance = provenance;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable fault) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted() || DisconnectedClientHelper.isClientDisconnectedException(fault)) {
      return Mono.error(fault);
    }
    ServerHttpRequest request = exchange.getRequest();
    Refusal refusal = refusal(request, fault);
    HttpHeaders headers = response.getHeaders();
    if (fault instanceof ErrorResponseException spring) {
      headers.putAll(spring.getHeaders());
    }
    if (refusal.code().status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
      headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    String path = request.getURI().getRawPath();
    Map<String, Object> problem = refusal.problem(path, provenance.simulated());
    if (problem.get(WAIT) instanceof Long seconds) {
      headers.set(HttpHeaders.RETRY_AFTER, seconds.toString());
    }
    if (refusal.code() == ErrorCode.UNAUTHORIZED) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (refusal.code() == ErrorCode.UPGRADE_REQUIRED) {
      headers.setUpgrade("websocket");
      headers.setConnection("Upgrade");
    }
    byte[] body = mapper.writeValueAsBytes(problem);
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setContentLength(body.length);
    response.setRawStatusCode(refusal.code().status());
    return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
  }

  private Refusal refusal(ServerHttpRequest request, Throwable fault) {
    String path = Refusal.shortened(request.getURI().getPath());
    return switch (fault) {
      case Refusal refusal -> refusal;
      case ContentTooLargeException _, DataBufferLimitException _ -> tooLarge();
      case MethodNotAllowedException method ->
          new Refusal(
                  ErrorCode.METHOD_NOT_ALLOWED,
                  "%s is not possible on %s".formatted(request.getMethod(), path))
              .with("supported", names(method.getSupportedMethods()));
      case UnsupportedMediaTypeStatusException type ->
          new Refusal(
                  ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                  type.getContentType() == null
                      ? "the body has no Content-Type: send application/json"
                      : "a body of type %s is not understood: send application/json"
                          .formatted(Refusal.shortened(String.valueOf(type.getContentType()))))
              .with("supported", names(type.getSupportedMediaTypes()));
      case NotAcceptableStatusException type ->
          new Refusal(
                  ErrorCode.NOT_ACCEPTABLE,
                  "the answer is JSON, which the Accept header does not admit")
              .with("supported", names(type.getSupportedMediaTypes()));
      case ErrorResponseException other when other.getStatusCode().is4xxClientError() ->
          byStatus(HttpStatus.valueOf(other.getStatusCode().value()), path);
      default -> failure(request, fault);
    };
  }

  private static List<String> names(Collection<?> supported) {
    return supported.stream().map(Object::toString).sorted().toList();
  }

  private Refusal tooLarge() {
    long limit = settings.maxBody().toBytes();
    return new Refusal(
            ErrorCode.TOO_LARGE, "the body is larger than the %d bytes allowed".formatted(limit))
        .with("limit", limit);
  }

  /** Spring's own reasons may name classes, so the client gets the status's standard phrase. */
  private static Refusal byStatus(HttpStatus status, String path) {
    return status == HttpStatus.NOT_FOUND
        ? new Refusal(
            ErrorCode.UNKNOWN_PATH,
            "there is nothing at \"%s\": all paths are in /api/v1/openapi.yaml, and what WebSocket clients say in /api/v1/asyncapi.yaml"
                .formatted(path))
        : new Refusal(
            ErrorCode.BAD_REQUEST, "the request was refused: " + status.getReasonPhrase());
  }

  private static Refusal failure(ServerHttpRequest request, Throwable fault) {
    String id = UUID.randomUUID().toString();
    LOG.error(
        "event=request_failed id={} method={} path={}",
        id,
        request.getMethod(),
        request.getURI().getRawPath(),
        fault);
    return new Refusal(
            ErrorCode.INTERNAL,
            "the gateway failed to answer; its log tells why under the id " + id)
        .with("id", id);
  }
}

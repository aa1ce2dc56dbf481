package io.barline.api;

import io.barline.wire.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
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
import org.springframework.web.server.ResponseStatusException;
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
    Problem problem = problem(request, fault);
    response.setStatusCode(problem.status());
    response.getHeaders().putAll(problem.headers());
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    byte[] body =
        mapper.writeValueAsBytes(
            problem.body(request.getURI().getRawPath(), provenance.simulated()));
    response.getHeaders().setContentLength(body.length);
    DataBuffer buffer = response.bufferFactory().wrap(body);
    return response.writeWith(Mono.just(buffer));
  }

  private Problem problem(ServerHttpRequest request, Throwable fault) {
    String path = Refusal.shortened(request.getURI().getPath());
    return switch (fault) {
      case Refusal refusal -> Problem.of(refusal);
      case ContentTooLargeException _, DataBufferLimitException _ -> tooLarge();
      case MethodNotAllowedException method ->
          http(
              method,
              HttpStatus.METHOD_NOT_ALLOWED,
              "method_not_allowed",
              "%s is not possible on %s".formatted(request.getMethod(), path),
              method.getSupportedMethods());
      case UnsupportedMediaTypeStatusException type ->
          http(
              type,
              HttpStatus.UNSUPPORTED_MEDIA_TYPE,
              "unsupported_media_type",
              type.getContentType() == null
                  ? "the body has no Content-Type: send application/json"
                  : "a body of type %s is not understood: send application/json"
                      .formatted(Refusal.shortened(String.valueOf(type.getContentType()))),
              type.getSupportedMediaTypes());
      case NotAcceptableStatusException type ->
          http(
              type,
              HttpStatus.NOT_ACCEPTABLE,
              "not_acceptable",
              "the answer is JSON, which the Accept header does not admit",
              type.getSupportedMediaTypes());
      case ErrorResponseException other when other.getStatusCode().value() != 500 ->
          byStatus(HttpStatus.valueOf(other.getStatusCode().value()), path, other.getHeaders());
      default -> failure(request, fault);
    };
  }

  private Problem tooLarge() {
    long limit = settings.maxBody().toBytes();
    return Problem.of(
        ErrorCode.TOO_LARGE,
        "the body is larger than the %d bytes allowed".formatted(limit),
        Map.of("limit", limit));
  }

  /** Spring's own reasons may name classes, so the client gets the status's standard phrase. */
  private static Problem byStatus(HttpStatus status, String path, HttpHeaders headers) {
    String phrase = status.getReasonPhrase();
    return switch (status) {
      case NOT_FOUND ->
          new Problem(status, "unknown_path", "there is nothing at " + path, Map.of(), headers);
      case BAD_REQUEST ->
          Problem.of(ErrorCode.BAD_REQUEST, "the request cannot be understood", Map.of());
      default ->
          new Problem(
              status,
              phrase.toLowerCase(Locale.ROOT).replace(' ', '_'),
              "the request was refused: " + phrase,
              Map.of(),
              headers);
    };
  }

  private static Problem http(
      ResponseStatusException fault,
      HttpStatus status,
      String code,
      String sentence,
      Collection<?> supported) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (!supported.isEmpty()) {
      members.put("supported", supported.stream().map(Object::toString).sorted().toList());
    }
    HttpHeaders headers = fault.getHeaders();
    return new Problem(status, code, sentence, members, headers);
  }

  private static Problem failure(ServerHttpRequest request, Throwable fault) {
    String id = UUID.randomUUID().toString();
    LOG.error(
        "event=request_failed id={} method={} path={}",
        id,
        request.getMethod(),
        request.getURI().getRawPath(),
        fault);
    return Problem.of(
        ErrorCode.INTERNAL,
        "the gateway failed to answer; its log tells why under the id " + id,
        Map.of("id", id));
  }
}

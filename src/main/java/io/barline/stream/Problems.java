package io.barline.stream;

import io.barline.wire.ErrorCode;
import io.barline.wire.TopicAnswer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** What can be wrong with a request, as RFC 9457 problem details. */
final class Problems {
  private Problems() {}

  static ProblemDetail of(ErrorCode code, String sentence) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(statusOf(code), sentence);
    problem.setType(URI.create("urn:barline:problem:" + code.id()));
    problem.setProperty("code", code.id());
    problem.setProperty("number", code.number());
    problem.setProperty("retryable", code.isRetryable());
    return problem;
  }

  /** The problem with some topics: the first decides the status. */
  static ProblemDetail of(List<TopicAnswer.Refused> refused) {
    TopicAnswer.Refused first = refused.getFirst();
    ProblemDetail problem = of(first.code(), first.sentence());
    problem.setProperty(
        "topics",
        refused.stream()
            .map(
                answer ->
                    Map.of(
                        "requested", answer.requested(),
                        "code", answer.code().id(),
                        "message", answer.sentence(),
                        "suggestions", answer.suggestions()))
            .toList());
    return problem;
  }

  private static HttpStatus statusOf(ErrorCode code) {
    return switch (code) {
      case BAD_REQUEST, UNKNOWN_TYPE, BAD_OPTION, BAD_TOPIC -> HttpStatus.BAD_REQUEST;
      case UNKNOWN_EXCHANGE, UNKNOWN_SYMBOL, UNKNOWN_SUBSCRIPTION, NOT_SUBSCRIBED ->
          HttpStatus.NOT_FOUND;
      case UNKNOWN_CHANNEL, UNKNOWN_INTERVAL, UNSUPPORTED_CHANNEL, LIMIT_REACHED ->
          HttpStatus.UNPROCESSABLE_CONTENT;
      case NAME_TAKEN -> HttpStatus.CONFLICT;
      case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
      case CATALOGUE_UNAVAILABLE, SHUTTING_DOWN -> HttpStatus.SERVICE_UNAVAILABLE;
      case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}

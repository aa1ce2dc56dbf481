package io.barline.api;

import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the codes of problems say, at the paths that the {@code type} of problems names. */
@RestController
@RequestMapping(path = "/problems", produces = MediaType.APPLICATION_JSON_VALUE)
final class ProblemController {
  /**
   * What a code says.
   *
   * @param type the {@code type} of problems with this code
   * @param meaning in a sentence of Markdown
   */
  record ProblemType(
      String type,
      String title,
      int status,
      String code,
      int number,
      boolean retryable,
      String meaning) {
    static ProblemType of(ErrorCode code) {
      return new ProblemType(
          "/problems/" + code.id(),
          code.title(),
          code.status(),
          code.id(),
          code.number(),
          code.isRetryable(),
          code.meaning());
    }
  }

  record Listing(List<ProblemType> problems) {}

  @GetMapping
  Listing list() {
    return new Listing(Arrays.stream(ErrorCode.values()).map(ProblemType::of).toList());
  }

  @GetMapping("/{code}")
  ProblemType get(@PathVariable String code) {
    for (ErrorCode each : ErrorCode.values()) {
      if (each.id().equals(code)) {
        return ProblemType.of(each);
      }
    }
    throw new Refusal(
            ErrorCode.UNKNOWN_PATH,
            "there is no problem \"%s\": GET /problems lists those that there are"
                .formatted(Refusal.shortened(code)))
        .value(code);
  }
}

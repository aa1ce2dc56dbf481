package io.barline;

import io.barline.wire.CloseCode;
import io.barline.wire.ErrorCode;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the documents say of the codes, each in one place of a file and made of the code itself. */
enum CodeTables {
  PROTOCOL_ERRORS("docs/protocol.md", "<!-- error codes: begin -->", "<!-- error codes: end -->") {
    @Override
    String text() {
      return table(
          "| number | code | |\n| --- | --- | --- |\n",
          errors().map(e -> "| %d | `%s` | %s |".formatted(e.number(), e.id(), e.meaning())));
    }
  },
  PROTOCOL_CLOSES("docs/protocol.md", "<!-- close codes: begin -->", "<!-- close codes: end -->") {
    @Override
    String text() {
      return table(
          "| code | name | | connect again |\n| --- | --- | --- | --- |\n",
          closes()
              .map(
                  c ->
                      "| %d | `%s` | %s | %s |"
                          .formatted(
                              c.number(), c.id(), c.meaning(), c.mayReconnect() ? "yes" : "no")));
    }
  },
  REST_PROBLEMS("docs/rest.md", "<!-- problems: begin -->", "<!-- problems: end -->") {
    @Override
    String text() {
      return table(
          "| code | number | status | |\n| --- | --- | --- | --- |\n",
          errors()
              .map(
                  e ->
                      "| `%s` | %d | %d | %s |"
                          .formatted(e.id(), e.number(), e.status(), e.meaning())));
    }
  },
  ASYNC_API_ERRORS(
      "src/main/resources/protocol/asyncapi.yaml",
      "    # error codes: begin",
      "    # error codes: end") {
    @Override
    String text() {
      return errorSchemas();
    }
  },
  ASYNC_API_CLOSES(
      "src/main/resources/protocol/asyncapi.yaml",
      "    # close codes: begin",
      "    # close codes: end") {
    @Override
    String text() {
      return schema(
              "CloseCode",
              "Why a WebSocket is closed, or a stream of events ends.",
              "string",
              closes().map(CloseCode::id),
              closes().map(c -> "`%s` (%d): %s".formatted(c.id(), c.number(), c.meaning())))
          + schema(
              "CloseNumber",
              "The close code of RFC 6455. 1001 and 4000 to 4499: connect again, with backoff. All"
                  + " others: it would end the same way.",
              "integer",
              closes().map(c -> String.valueOf(c.number())),
              Stream.of());
    }
  },
  OPEN_API_ERRORS(
      "src/main/resources/protocol/openapi.yaml",
      "    # error codes: begin",
      "    # error codes: end") {
    @Override
    String text() {
      return errorSchemas();
    }
  };

  final String file;
  final String begin;
  final String end;

  CodeTables(String file, String begin, String end) {
    this.file = file;
    this.begin = begin;
    this.end = end;
  }

  /** What stands between the markers, whole lines. */
  abstract String text();

  /** The file's text with this in its place. */
  String in(String whole) {
    int from = whole.indexOf(begin + "\n");
    int to = whole.indexOf(end + "\n");
    if (from < 0 || to < from) {
      throw new AssertionError("%s lacks the lines %s and %s".formatted(file, begin, end));
    }
    return whole.substring(0, from + begin.length() + 1) + text() + whole.substring(to);
  }

  private static Stream<ErrorCode> errors() {
    return Arrays.stream(ErrorCode.values());
  }

  private static Stream<CloseCode> closes() {
    return Arrays.stream(CloseCode.values());
  }

  private static String table(String head, Stream<String> rows) {
    return head + rows.collect(Collectors.joining("\n")) + "\n";
  }

  private static String errorSchemas() {
    return schema(
            "ErrorCode",
            "What is wrong.",
            "string",
            errors().map(ErrorCode::id),
            errors().map(e -> "`%s` (%d): %s".formatted(e.id(), e.number(), e.meaning())))
        + schema(
            "ErrorNumber",
            "The number of the code. From 200 on the same may succeed later.",
            "integer",
            errors().map(e -> String.valueOf(e.number())),
            Stream.of());
  }

  private static String schema(
      String name, String sentence, String type, Stream<String> values, Stream<String> items) {
    String list = items.map(item -> "\n        * " + item).collect(Collectors.joining());
    return """
        %s:
          description: |
            %s%s
          type: %s
          enum: [%s]
    """
        .formatted(
            name,
            sentence,
            list.isEmpty() ? "" : "\n" + list,
            type,
            values.collect(Collectors.joining(", ")));
  }
}

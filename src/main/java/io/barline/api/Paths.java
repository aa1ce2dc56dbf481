package io.barline.api;

import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells the resources apart by their paths, as far as it matters who may use them. */
final class Paths {
  /** What needs no escape (RFC 3986, 2.3) and is escaped all the same. */
  private static final Pattern DISGUISED =
      Pattern.compile("%(?:2[dDeE]|3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|5[fF]|7[eE])");

  private static final Set<String> DOCUMENTS =
      Set.of(
          "/api/v1/asyncapi.yaml",
          "/api/v1/asyncapi.json",
          "/api/v1/openapi.yaml",
          "/api/v1/openapi.json");

  private Paths() {}

  /**
   * Refuses other spellings of a path, which the resources would take for the same.
   *
   * @param path as it was sent
   * @throws Refusal where it has parameters, or escapes of what needs none
   */
  static void check(String path) {
    if (path.indexOf(';') >= 0 || DISGUISED.matcher(path).find()) {
      throw new Refusal(
              ErrorCode.BAD_REQUEST,
              "the path has a \";\", or an escape of a letter, a digit, \"-\", \".\", \"_\" or"
                  + " \"~\": send these as they are")
          .value(Refusal.shortened(path));
    }
  }

  /** Whether it belongs to Actuator. */
  static boolean isManagement(String path) {
    return isBelow(path, "/actuator");
  }

  /** Whether it tells what anybody may know. */
  static boolean isPublic(String path) {
    return isBelow(path, "/problems") || DOCUMENTS.contains(path);
  }

  private static boolean isBelow(String path, String root) {
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }
}

package io.barline.feed;

import org.jspecify.annotations.Nullable;

/**
 * How the list of an exchange's instruments is.
 *
 * @param nextLoad when it is fetched again, nanoseconds since the epoch; 0 while it is being
 *     fetched for the first time
 * @param lastError why it could not be fetched, or not wholly; null where it could
 */
public record CatalogueReport(
    State state, int instruments, long nextLoad, @Nullable String lastError) {
  public enum State {
    LOADING("loading"),
    LOADED("loaded"),
    /** At least one segment is missing or out of date. */
    FAILED("failed");

    private final String code;

    State(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}

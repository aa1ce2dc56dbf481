package io.barline.feed;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the list of an exchange's instruments is.
 *
 * @param state unlisted where there is no list to be had; failed where a segment failed, else
 *     loading where one is loading, else loaded; on demand where nobody has asked yet
 * @param instruments how many are known
 * @param nextLoad when a segment, a failed one where there is one, is fetched again, nanoseconds
 *     since the epoch; 0 while one is being fetched for the first time and none failed
 * @param lastError which segments could not be fetched and why; null where all could
 */
public record CatalogueReport(
    State state,
    int instruments,
    long nextLoad,
    @Nullable String lastError,
    List<SegmentReport> segments) {
  public enum State {
    LOADING("loading"),
    LOADED("loaded"),
    /** Missing or out of date. */
    FAILED("failed"),
    /** Nobody has asked for anything of the exchange, which is listed only then. */
    ON_DEMAND("on_demand"),
    /** The exchange tells no list: the form of a symbol says which instrument it means. */
    UNLISTED("unlisted");

    private final String code;

    State(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /**
   * How the list of one segment is.
   *
   * @param since when it came into that state, nanoseconds since the epoch
   * @param instruments how many are known; those of the earlier list where the next one failed
   * @param nextLoad when it is fetched again, nanoseconds since the epoch; 0 while it is being
   *     fetched for the first time
   * @param lastError why it could not be fetched; null where it could
   */
  public record SegmentReport(
      String id,
      State state,
      long since,
      int instruments,
      long nextLoad,
      @Nullable String lastError) {}

  /** That of an exchange that nobody has asked for. */
  static CatalogueReport unasked() {
    return new CatalogueReport(State.ON_DEMAND, 0, 0, null, List.of());
  }

  /** That of an exchange without a list. */
  static CatalogueReport unlisted() {
    return new CatalogueReport(State.UNLISTED, 0, 0, null, List.of());
  }

  static CatalogueReport of(List<SegmentReport> segments) {
    State state = State.LOADED;
    if (segments.stream().anyMatch(each -> each.state == State.FAILED)) {
      state = State.FAILED;
    } else if (segments.stream().anyMatch(each -> each.state == State.LOADING)) {
      state = State.LOADING;
    }
    State worst = state;
    List<SegmentReport> telling = segments.stream().filter(each -> each.state == worst).toList();
    return new CatalogueReport(
        state,
        segments.stream().mapToInt(SegmentReport::instruments).sum(),
        telling.stream().mapToLong(SegmentReport::nextLoad).min().orElse(0),
        state == State.FAILED ? errors(telling) : null,
        segments);
  }

  private static String errors(List<SegmentReport> failed) {
    return failed.stream()
        .map(each -> each.id + ": " + Objects.requireNonNullElse(each.lastError, "unknown"))
        .collect(Collectors.joining("; "));
  }
}

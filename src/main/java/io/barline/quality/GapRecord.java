package io.barline.quality;

import io.barline.market.Gap;
import io.barline.market.GapFilled;
import org.jspecify.annotations.Nullable;

/**
 * A hole of a topic, and what became of it.
 *
 * @param filled how it was filled; null where it was not
 * @param reason why it was not filled, in a sentence; null while that is open, and where it was
 */
public record GapRecord(Gap gap, State state, @Nullable GapFilled filled, @Nullable String reason) {
  /** What became of it. */
  public enum State {
    /** What was missed may still be had. */
    OPEN("open"),
    FILLED("filled"),
    /** What was missed is lost. */
    UNFILLED("unfilled");

    private final String code;

    State(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}

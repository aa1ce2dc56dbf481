package io.barline.bridge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bridge as operators see it.
 *
 * @param restarts how often it ended by itself and was begun anew
 * @param lastError the last thing that went wrong; null where nothing did
 * @param nextStart when it is started again, nanoseconds since the epoch; 0 where that isn't due
 * @param figures what it last told of itself
 */
public record BridgeReport(
    String name,
    State state,
    @Nullable String address,
    long restarts,
    @Nullable String lastError,
    long nextStart,
    Map<String, Object> figures) {

  /** How it is. */
  public enum State {
    /** Nobody has wanted anything of it. */
    IDLE("idle"),
    STARTING("starting"),
    RUNNING("running"),
    /** It ended, or can't be reached. */
    AWAY("away");

    private final String code;

    State(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}

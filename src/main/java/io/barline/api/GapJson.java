package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.UtcNanos;
import io.barline.quality.GapRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hole of a topic in an answer, told as on the WebSocket, and what became of it.
 *
 * @param gap the id of the hole, the same for all topics that it concerns
 * @param told when it was told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GapJson(
    long gap,
    String topic,
    String from,
    String to,
    String cause,
    @Nullable Long missed,
    String detail,
    String told,
    String state,
    @Nullable String by,
    @Nullable Long found,
    @Nullable String filledAt,
    @Nullable String reason) {

  /**
   * The newest of them.
   *
   * @param more whether the limit left out older ones
   */
  record Listing(
      List<GapJson> gaps,
      int limit,
      boolean more,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}

  static GapJson of(GapRecord record) {
    Gap gap = record.gap();
    GapFilled filled = record.filled();
    return new GapJson(
        gap.id(),
        gap.topic().toString(),
        UtcNanos.format(gap.from()),
        UtcNanos.format(gap.to()),
        gap.cause().code(),
        known(gap.missed()),
        gap.detail(),
        UtcNanos.format(gap.receiveTime()),
        record.state().code(),
        filled == null ? null : filled.by().code(),
        filled == null ? null : known(filled.found()),
        filled == null ? null : UtcNanos.format(filled.receiveTime()),
        record.reason());
  }

  private static @Nullable Long known(long count) {
    return count == Gap.UNKNOWN ? null : (Long) count;
  }
}

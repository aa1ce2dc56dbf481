package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.barline.hub.TopicReport;
import io.barline.market.Channel;
import io.barline.market.UtcNanos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a topic in an answer; {@code updates} and {@code emptyBars} as a WebSocket client
 * asks for them, bars only.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TopicJson(
    String topic,
    @Nullable String updates,
    @Nullable String emptyBars,
    String epoch,
    long seq,
    int subscribers,
    @Nullable String state,
    @Nullable String lastPublished) {

  /**
   * A page of them.
   *
   * @param total how many there are on all pages
   */
  record Listing(
      List<TopicJson> topics,
      int total,
      int offset,
      int limit,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}

  static TopicJson of(TopicReport report) {
    boolean bars = report.topic().channel() instanceof Channel.Bars;
    return new TopicJson(
        report.topic().toString(),
        bars ? (report.variant().live() ? "live" : "final") : null,
        bars ? (report.variant().flat() ? "flat" : "none") : null,
        report.epoch(),
        report.seq(),
        report.subscribers(),
        report.state() == null ? null : report.state().code(),
        report.lastPublish() == 0 ? null : UtcNanos.format(report.lastPublish()));
  }
}

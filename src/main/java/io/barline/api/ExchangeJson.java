package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.barline.market.UtcNanos;
import io.barline.subscription.ExchangeReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange in an answer: what it offers and how it is. */
record ExchangeJson(
    String id,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String via,
    List<Segment> segments,
    Catalogue catalogue,
    List<Feed> feeds,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {

  /**
   * One market.
   *
   * @param bookDepth most levels a side of order books, where it has any
   * @param polled those of the channels that come by polling
   */
  record Segment(
      String id,
      List<String> channels,
      List<String> intervals,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int bookDepth,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> polled) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Catalogue(
      String state, int instruments, @Nullable String lastError, @Nullable String nextRetry) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Feed(
      String id,
      String mode,
      String state,
      int topics,
      @Nullable Long heartbeatAgeMs,
      long reconnects,
      @Nullable String openedAt,
      @Nullable String nextRotation,
      long rotations,
      @Nullable String nextRetry,
      @Nullable String lastError,
      Limits limits) {}

  /** Durations as ISO-8601 writes them. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Limits(
      int streamsPerConnection,
      int messagesPerSecond,
      int connectionAttempts,
      String attemptWindow,
      @Nullable String maxAge) {}

  record Listing(
      List<ExchangeJson> exchanges,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}

  static ExchangeJson of(ExchangeReport report, boolean simulated) {
    return new ExchangeJson(
        report.id(),
        report.via(),
        report.segments().stream()
            .map(
                each ->
                    new Segment(
                        each.id(),
                        each.channels(),
                        each.barIntervals(),
                        each.bookDepth(),
                        each.polled()))
            .toList(),
        catalogue(report.catalogue()),
        report.feeds().stream().map(ExchangeJson::feed).toList(),
        simulated);
  }

  private static Catalogue catalogue(ExchangeReport.CatalogueState catalogue) {
    return new Catalogue(
        catalogue.state(),
        catalogue.instruments(),
        catalogue.lastError(),
        time(catalogue.nextRetry()));
  }

  private static Feed feed(ExchangeReport.FeedReport feed) {
    ExchangeReport.FeedLimits limits = feed.limits();
    Duration maxAge = limits.maxAge();
    return new Feed(
        feed.id(),
        feed.mode(),
        feed.state(),
        feed.topics(),
        feed.heartbeatAgeMillis() < 0 ? null : feed.heartbeatAgeMillis(),
        feed.reconnects(),
        time(feed.openedAt()),
        time(feed.nextRotation()),
        feed.rotations(),
        time(feed.nextRetry()),
        feed.lastError(),
        new Limits(
            limits.streamsPerConnection(),
            limits.messagesPerSecond(),
            limits.connectionAttempts(),
            limits.attemptWindow().toString(),
            maxAge == null ? null : maxAge.toString()));
  }

  private static @Nullable String time(long nanos) {
    return nanos == 0 ? null : UtcNanos.format(nanos);
  }
}

package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.barline.market.Bar;
import io.barline.market.UtcNanos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bar in an answer, with the fields that it has on the WebSocket. */
record BarJson(
    String symbol,
    String interval,
    String timestamp,
    String end,
    String open,
    String high,
    String low,
    String close,
    String volume,
    String quoteVolume,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String vwap,
    String buyVolume,
    long trades,
    @JsonProperty("final") boolean closed,
    int revision,
    String quality,
    String source,
    String exchangeTime,
    String receiveTime) {

  /**
   * The bars of a series.
   *
   * @param collecting whether the series is still growing
   * @param more whether the limit left out older bars of the range
   */
  record Listing(
      String topic,
      boolean collecting,
      boolean more,
      List<BarJson> bars,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}

  static BarJson of(Bar bar) {
    return new BarJson(
        bar.instrument().symbol(),
        bar.interval().code(),
        UtcNanos.format(bar.timestamp()),
        UtcNanos.format(bar.end()),
        bar.open().toString(),
        bar.high().toString(),
        bar.low().toString(),
        bar.close().toString(),
        bar.volume().toString(),
        bar.quoteVolume().toString(),
        bar.vwap() == null ? null : bar.vwap().toString(),
        bar.buyVolume().toString(),
        bar.trades(),
        bar.closed(),
        bar.revision(),
        bar.quality().code(),
        bar.source().code(),
        UtcNanos.format(bar.exchangeTime()),
        UtcNanos.format(bar.receiveTime()));
  }
}

package io.barline.history;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds on the bars in memory. A bar with its place in its series takes about 420 bytes (measured
 * with prices of nine digits on a heap of less than 32 GB), so the defaults allow about 85 MB.
 *
 * @param barsPerSeries most bars of one instrument and interval; the oldest go first
 * @param maxBars most bars of all series together
 */
@ConfigurationProperties("barline.history")
public record HistorySettings(
    @DefaultValue("1000") int barsPerSeries, @DefaultValue("200000") int maxBars) {

  public HistorySettings {
    if (barsPerSeries < 1) {
      throw new IllegalArgumentException(
          "barline.history.bars-per-series must be at least 1: " + barsPerSeries);
    }
    if (maxBars < 1) {
      throw new IllegalArgumentException("barline.history.max-bars must be at least 1: " + maxBars);
    }
  }
}

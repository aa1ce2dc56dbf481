package io.barline.history;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds on the bars in memory. A bar takes about half a kilobyte, so the defaults allow about a
 * gigabyte if every series were full.
 *
 * @param barsPerSeries most bars of one instrument and interval; the oldest go first
 * @param seriesLimit most series
 */
@ConfigurationProperties("barline.history")
public record HistorySettings(
    @DefaultValue("1000") int barsPerSeries, @DefaultValue("2000") int seriesLimit) {

  public HistorySettings {
    if (barsPerSeries < 1) {
      throw new IllegalArgumentException(
          "barline.history.bars-per-series must be at least 1: " + barsPerSeries);
    }
    if (seriesLimit < 1) {
      throw new IllegalArgumentException(
          "barline.history.series-limit must be at least 1: " + seriesLimit);
    }
  }
}

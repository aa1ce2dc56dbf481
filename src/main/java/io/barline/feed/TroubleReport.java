package io.barline.feed;

import java.util.List;

/**
 * The streams of a segment that nothing serves, or whose data has not been whole, for a while, and
 * those that are not had from the best place there is, as where REST is asked instead of a stream.
 *
 * @param streams how many
 * @param named some of them, at most {@link FreshnessReport#MOST_NAMED}
 */
public record TroubleReport(int streams, List<FreshnessReport.Stream> named) {
  static final TroubleReport NONE = new TroubleReport(0, List.of());

  public TroubleReport {
    named = List.copyOf(named);
  }
}

package io.barline.market;

/**
 * What was missed of a topic is known after all, so that nothing is missing in what was sent.
 *
 * @param gap the {@link Gap#id} that was told
 * @param from the exchange time of the last event before the hole
 * @param to the exchange time of the first event after it
 * @param by where it was known from
 * @param found how many trades had been missed; {@link Gap#UNKNOWN} where bars tell of them
 */
public record GapFilled(
    long gap, Topic topic, long from, long to, By by, long found, long receiveTime)
    implements MarketEvent {

  /** Where what was missed was known from. */
  public enum By {
    /** The stream itself: it came late, or was never missing. */
    STREAM("stream"),
    /** The exchange's REST interface, trade by trade. */
    TRADES("trades"),
    /** The exchange's own bars. */
    BARS("bars");

    private final String code;

    By(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}

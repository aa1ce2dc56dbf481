package io.barline.market;

/**
 * The price circuit breaker holds trades of an instrument back, or is done with those that it held.
 *
 * @param trades how many trades it is about
 * @param price that of the first of them
 * @param reference the last accepted price, which it is too far away from
 * @param reason in a sentence, with the numbers that show it
 */
public record Quarantine(
    Topic topic,
    State state,
    int trades,
    Decimal price,
    Decimal reference,
    String reason,
    long receiveTime)
    implements MarketEvent {

  /** What becomes of the trades. */
  public enum State {
    /** They are held back: they count for nothing yet. */
    HELD("held"),
    /** They were confirmed, and follow. */
    RELEASED("released"),
    /** They were not confirmed, and are part of nothing. */
    REJECTED("rejected");

    private final String code;

    State(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}

package io.barline.market;

/**
 * A span of exchange time in which data of a topic was or may have been missed.
 *
 * @param id tells it from all other holes; the same for all topics that one hole concerns
 * @param from the exchange time of the last event before the hole
 * @param to the exchange time of the first event after the hole
 * @param missed how many trades are known to be missing; -1 where that is not known
 * @param detail the cause in a sentence, with the numbers that show it
 */
public record Gap(
    long id,
    Topic topic,
    long from,
    long to,
    Cause cause,
    long missed,
    String detail,
    long receiveTime)
    implements MarketEvent {

  public static final long UNKNOWN = -1;

  public enum Cause {
    /** Contiguous trade ids jumped. */
    SEQUENCE_JUMP("sequence_jump"),
    /** The feed was down. */
    DISCONNECTED("disconnected"),
    /** The connection was there and data was withheld. */
    STALE("stale"),
    /** A frame of the connection made no sense: what it held is not known. */
    UNREADABLE("unreadable"),
    /** A trade came too late to revise its bar. */
    LATE_TRADE("late_trade"),
    /** More came at once than could be taken. */
    OVERFLOW("overflow"),
    /** The exchange is polled: what happened between two looks is not seen. */
    POLLED("polled"),
    /** The exchange sent something that could not be accepted. */
    REJECTED("rejected"),
    /** What the exchange tells of the span afterwards is not what it streamed. */
    DIFFERENT("different");

    private final String code;

    Cause(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }

    /** Whether what it interrupts goes on by itself, without being subscribed to anew. */
    public boolean goesOn() {
      return switch (this) {
        case UNREADABLE, OVERFLOW, POLLED -> true;
        case SEQUENCE_JUMP, DISCONNECTED, STALE, LATE_TRADE, REJECTED, DIFFERENT -> false;
      };
    }
  }
}

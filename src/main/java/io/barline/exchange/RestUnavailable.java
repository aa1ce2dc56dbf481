package io.barline.exchange;

import java.time.Duration;

/** A request had no answer, or one that is none; the message is a sentence without secrets. */
public final class RestUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final Duration atLeast;
  private final boolean asked;

  /**
   * @param status the HTTP status, or 400 where a question was refused for good; 0 where there was
   *     no answer
   * @param atLeast the least time before it may be asked again; zero where the exchange names none
   */
  public RestUnavailable(String reason, int status, Duration atLeast) {
    this(reason, status, atLeast, true);
  }

  private RestUnavailable(String reason, int status, Duration atLeast, boolean asked) {
    super(reason, null, false, false);
    this.status = status;
    this.atLeast = atLeast;
    this.asked = asked;
  }

  /**
   * The request was never made, since what may be asked is used up or the host wants to be left
   * alone: it tells nothing of the exchange.
   *
   * @param atLeast the least time before it may be made; zero where that is not known
   */
  public static RestUnavailable notAsked(String reason, Duration atLeast) {
    return new RestUnavailable(reason, 0, atLeast, false);
  }

  /** Whether the request was made. */
  public boolean wasAsked() {
    return asked;
  }

  /**
   * Whether the same request would be refused again, because it is wrong or not permitted: any
   * status of the client's faults but those that tell of a wait, a ban or a timeout.
   */
  public boolean isLasting() {
    return status >= 400
        && status < 500
        && !atLeast.isPositive()
        && switch (status) {
          case 408, 418, 425, 429 -> false;
          default -> true;
        };
  }

  public int status() {
    return status;
  }

  public Duration atLeast() {
    return atLeast;
  }
}

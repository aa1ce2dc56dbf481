package io.barline.exchange;

import java.time.Duration;

/** A request had no answer, or one that is none; the message is a sentence without secrets. */
public final class RestUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final Duration atLeast;

  /**
   * @param status the HTTP status; 0 where there was no answer
   * @param atLeast the least time before it may be asked again; zero where the exchange names none
   */
  public RestUnavailable(String reason, int status, Duration atLeast) {
    super(reason, null, false, false);
    this.status = status;
    this.atLeast = atLeast;
  }

  public int status() {
    return status;
  }

  public Duration atLeast() {
    return atLeast;
  }
}

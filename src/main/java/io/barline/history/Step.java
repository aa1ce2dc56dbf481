package io.barline.history;

/** What came of asking once. */
sealed interface Step {
  /** All is there. */
  record Done() implements Step {}

  /** There is more to ask for at once. */
  record Further() implements Step {}

  /**
   * It is not there yet.
   *
   * @param earliest before when it is of no use to ask again, nanoseconds since the epoch; 0 where
   *     that is not known
   */
  record Later(String reason, long earliest) implements Step {
    Later(String reason) {
      this(reason, 0);
    }
  }

  /** It can't be had. */
  record Never(String reason) implements Step {}
}

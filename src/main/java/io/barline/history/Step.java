package io.barline.history;

/** What came of asking once. */
sealed interface Step {
  /** All is there. */
  record Done() implements Step {}

  /** There is more to ask for at once. */
  record Further() implements Step {}

  /** It is not there yet. */
  record Later(String reason) implements Step {}

  /** It can't be had. */
  record Never(String reason) implements Step {}
}

package io.barline.book;

/** What a message did to an {@link OrderBook}. */
public sealed interface Outcome {
  /** The book is not known yet: what came is kept for when it is, or is of no use before. */
  record Waiting() implements Outcome {}

  /** The message was old, repeated, or not asked for: it changed nothing. */
  record Ignored() implements Outcome {}

  /** The whole content is new. */
  record Replaced() implements Outcome {}

  /** Some levels changed. */
  record Updated() implements Outcome {}

  /**
   * The book is not known any more and has to be synchronized anew.
   *
   * @param reason why, in a sentence, with the numbers that show it
   */
  record Lost(String reason) implements Outcome {}

  Outcome WAITING = new Waiting();
  Outcome IGNORED = new Ignored();
  Outcome REPLACED = new Replaced();
  Outcome UPDATED = new Updated();
}

package io.barline.wire;

import tools.jackson.core.JacksonException;

/** Names the field that is there twice, where that is what is wrong with a client's JSON. */
public final class RepeatedField {
  /** How Jackson begins to say so; the name in quotes follows. */
  private static final String BEGINNING = "Duplicate Object property ";

  private RepeatedField() {}

  /** The end of a sentence about JSON that is not valid; empty where something else is wrong. */
  public static String in(JacksonException e) {
    String why = e.getOriginalMessage();
    return why != null && why.startsWith(BEGINNING)
        ? ": the field " + Refusal.shortened(why.substring(BEGINNING.length())) + " is there twice"
        : "";
  }
}

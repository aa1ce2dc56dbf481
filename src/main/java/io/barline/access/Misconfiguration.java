package io.barline.access;

/** The gateway must not start as it is configured; told to the operator without a stack trace. */
public final class Misconfiguration extends RuntimeException {
  private final String action;

  /**
   * @param action what the operator may do about it
   */
  public Misconfiguration(String sentence, String action) {
    super(sentence);
    this.action = action;
  }

  public String action() {
    return action;
  }
}

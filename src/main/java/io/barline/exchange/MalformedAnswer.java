package io.barline.exchange;

/** A REST body that is not what the exchange documents. */
public final class MalformedAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedAnswer(String message) {
    super(message);
  }

  public MalformedAnswer(String message, Throwable cause) {
    super(message, cause);
  }
}

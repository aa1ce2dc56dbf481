package io.barline.subscription;

import io.barline.wire.ErrorCode;

/**
 * What may have been meant by the topics of one request, for the first few that mean nothing: to
 * find it takes a look at all instruments of an exchange. One thread.
 */
public final class Suggestions {
  /** How many topics of a request are looked at. */
  static final int MOST = 3;

  private final TopicResolver resolver;
  private int left = MOST;

  public Suggestions(TopicResolver resolver) {
    this.resolver = resolver;
  }

  /** The refusal of a topic, with suggestions if there is still a look left. */
  public Resolution.Refused with(String topic, Resolution.Refused refused) {
    if (left == 0 || !isOfSymbol(refused.code())) {
      return refused;
    }
    left--;
    return resolver.suggest(topic, refused);
  }

  static boolean isOfSymbol(ErrorCode code) {
    return code == ErrorCode.UNKNOWN_SYMBOL || code == ErrorCode.CATALOGUE_UNAVAILABLE;
  }
}

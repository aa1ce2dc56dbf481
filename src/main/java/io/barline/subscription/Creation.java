package io.barline.subscription;

import io.barline.wire.ErrorCode;
import java.util.List;

/** What became of the wish for a standing subscription. */
public sealed interface Creation {
  record Created(StandingSubscription subscription) implements Creation {}

  /** The same one was there already. */
  record Existing(StandingSubscription subscription) implements Creation {}

  /** The one of that name now holds the new topics; its id stays. */
  record Replaced(StandingSubscription subscription) implements Creation {}

  /**
   * Nothing was changed.
   *
   * @param badTopics every topic that could not be resolved; empty where the cause is another
   */
  record Refused(ErrorCode code, String sentence, List<BadTopic> badTopics) implements Creation {}

  /**
   * A topic that could not be resolved.
   *
   * @param topic as the client wrote it
   */
  record BadTopic(String topic, Resolution.Refused why) {}
}

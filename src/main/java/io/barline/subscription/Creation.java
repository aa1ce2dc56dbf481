package io.barline.subscription;

import io.barline.wire.ErrorCode;
import io.barline.wire.TopicAnswer;
import java.util.List;

/** What became of the wish for a standing subscription. */
public sealed interface Creation {
  record Created(StandingSubscription subscription) implements Creation {}

  /** The same one was there already; by now it holds what whoever asks may have. */
  record Existing(StandingSubscription subscription) implements Creation {}

  /** The one of that name now holds the new topics; its id stays. */
  record Replaced(StandingSubscription subscription) implements Creation {}

  /** Nothing was changed. */
  record Refused(ErrorCode code, String sentence) implements Creation {}

  /**
   * Nothing was changed, because of some topics.
   *
   * @param topics every one that could not be resolved
   * @param asked how many were asked for
   */
  record BadTopics(List<TopicAnswer.Refused> topics, int asked) implements Creation {
    public BadTopics {
      topics = List.copyOf(topics);
    }
  }
}

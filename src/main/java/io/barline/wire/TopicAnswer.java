package io.barline.wire;

import io.barline.market.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one topic of a request. */
public sealed interface TopicAnswer {
  /** The topic as the client wrote it. */
  String requested();

  /**
   * The client has it.
   *
   * @param topic under its unified name
   * @param live whether data flows already; otherwise a status will tell
   * @param recovery what became of the client's wish to go on where it was; null where it had none
   */
  record Subscribed(String requested, Topic topic, boolean live, @Nullable Recovery recovery)
      implements TopicAnswer {
    /** The same with what became of the wish to go on. */
    public Subscribed with(Recovery outcome) {
      return new Subscribed(requested, topic, live, outcome);
    }
  }

  /**
   * A pattern: the client has what it stands for. The topics follow.
   *
   * @param count how many
   */
  record Matched(String requested, int count) implements TopicAnswer {}

  /**
   * The client no longer follows a pattern.
   *
   * @param count how many topics it stood for
   */
  record Unmatched(String requested, int count) implements TopicAnswer {}

  /** The client no longer has it. */
  record Unsubscribed(String requested, Topic topic) implements TopicAnswer {}

  /**
   * It can't be had.
   *
   * @param suggestions topics or symbols that may have been meant
   */
  record Refused(String requested, ErrorCode code, String sentence, List<String> suggestions)
      implements TopicAnswer {}
}

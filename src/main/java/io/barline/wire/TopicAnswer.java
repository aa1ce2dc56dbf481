package io.barline.wire;

import io.barline.market.Topic;
import java.util.List;

/** What became of one topic of a request. */
public sealed interface TopicAnswer {
  /** The topic as the client wrote it. */
  String requested();

  /**
   * The client has it.
   *
   * @param topic under its unified name
   * @param live whether data flows already; otherwise a status will tell
   * @param resumed whether the client asked to go on where it was; the answer then says that what
   *     it missed is not replayed
   */
  record Subscribed(String requested, Topic topic, boolean live, boolean resumed)
      implements TopicAnswer {}

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

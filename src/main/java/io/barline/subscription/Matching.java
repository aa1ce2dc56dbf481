package io.barline.subscription;

import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import java.util.List;

/** What a pattern of topics stands for at one moment. */
public sealed interface Matching {
  /**
   * It can be had.
   *
   * @param topics of the instruments that are listed, trade and have the channel, by their names;
   *     none while no instruments are known
   */
  record Found(TopicPattern pattern, List<Topic> topics) implements Matching {}

  /** It never stands for anything. */
  record Refused(Resolution.Refused why) implements Matching {}
}

package io.barline.subscription;

import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pattern of topics stands for at one moment. */
public sealed interface Matching {
  /**
   * What a pattern that was found once stands for by now; null where it can't be told, because the
   * lists are being made anew.
   */
  @Nullable List<Topic> now();

  /**
   * It can be had.
   *
   * @param topics of the instruments that are listed, trade and have the channel, by exchange and
   *     symbol; none while no instruments are known
   */
  record Found(TopicPattern pattern, List<Topic> topics) implements Matching {
    @Override
    public List<Topic> now() {
      return topics;
    }
  }

  /** It never stands for anything, or for nothing that is permitted. */
  record Refused(Resolution.Refused why) implements Matching {
    @Override
    public @Nullable List<Topic> now() {
      return why.code() == ErrorCode.NOT_ENTITLED ? List.of() : null;
    }
  }
}

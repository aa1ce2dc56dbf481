package io.barline.subscription;

import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.wire.ErrorCode;
import java.util.List;

/** What a client's topic turned out to mean. */
public sealed interface Resolution {
  /**
   * A topic that can be had.
   *
   * @param topic the canonical topic
   */
  record Resolved(Topic topic, Instrument instrument) implements Resolution {}

  /**
   * A topic that cannot be had.
   *
   * @param sentence why, for the client to read
   * @param suggestions what could have been meant, or what is supported; may be empty
   */
  record Refused(ErrorCode code, String sentence, List<String> suggestions) implements Resolution {}
}

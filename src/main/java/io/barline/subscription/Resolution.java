package io.barline.subscription;

import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.wire.ErrorCode;
import io.barline.wire.TopicAnswer;
import java.util.List;

/** What a topic, as a client wrote it, stands for. */
public sealed interface Resolution {
  record Resolved(Topic topic, Instrument instrument) implements Resolution {}

  /**
   * It stands for nothing that can be had.
   *
   * @param sentence what is wrong with it, without the suggestions
   * @param suggestions what may have been meant; of an unknown exchange, those that are known
   */
  record Refused(ErrorCode code, String sentence, List<String> suggestions) implements Resolution {
    /** The same as the answer to {@code requested}. */
    public TopicAnswer.Refused answer(String requested) {
      return new TopicAnswer.Refused(requested, code, sentence + choices(), suggestions);
    }

    private String choices() {
      String all = String.join(", ", suggestions);
      if (all.isEmpty()) {
        return "";
      }
      return code == ErrorCode.UNKNOWN_EXCHANGE
          ? "; known: " + all
          : Suggestions.isOfSymbol(code) ? "; did you mean " + all + "?" : "";
    }
  }
}

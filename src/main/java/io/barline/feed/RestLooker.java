package io.barline.feed;

import io.barline.feed.Look.Question;
import io.barline.feed.Look.Verdict;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks on virtual threads, and tells on the lane. */
final class RestLooker implements Freshness.Looker {
  private static final Logger LOG = LoggerFactory.getLogger(RestLooker.class);

  private final Look look;
  private final Lane lane;

  RestLooker(Look look, Lane lane) {
    this.look = look;
    this.lane = lane;
  }

  @Override
  public void look(Question question, Consumer<Verdict> told) {
    Thread.ofVirtual()
        .name("look-%s-%s".formatted(question.instrument(), question.channel().code()))
        .start(() -> ask(question, told));
  }

  private void ask(Question question, Consumer<Verdict> told) {
    try {
      Verdict verdict = answer(question);
      lane.execute(() -> told.accept(verdict));
    } catch (InterruptedException | RejectedExecutionException _) {
      Thread.currentThread().interrupt(); // the gateway stops
    }
  }

  private Verdict answer(Question question) throws InterruptedException {
    try {
      return look.ask(question);
    } catch (RuntimeException | LinkageError broken) { // an answer without sense, or our mistake
      LOG.warn(
          "instrument={} source={} event=look_failed reason=\"{}\"",
          question.instrument(),
          question.channel().code(),
          Rest.describe(broken));
      return new Verdict.Unknown(Rest.describe(broken));
    }
  }
}

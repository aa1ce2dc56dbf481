package io.barline.stream;

import io.barline.access.Principal;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.subscription.EntitledTopics;
import io.barline.subscription.Matching;
import io.barline.subscription.NamedTopics;
import io.barline.subscription.PatternLimit;
import io.barline.subscription.Resolution;
import io.barline.subscription.Suggestions;
import io.barline.subscription.TopicResolver;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.barline.wire.TopicAnswer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, before a stream of events begins, what it is to carry, so that what is wrong is told
 * as any fault of a request is.
 */
final class SseTopics {
  private final TopicResolver resolver;
  private final NamedTopics named;
  private final int maxTopics;

  SseTopics(TopicResolver resolver, NamedTopics named, int maxTopics) {
    this.resolver = resolver;
    this.named = named;
    this.maxTopics = maxTopics;
  }

  /**
   * All topics and patterns that are wanted. Those of a subscription that are no longer to be had
   * are among them: the client is told in the answer.
   *
   * @param charge told, before any is looked up, as how many look-ups they count beyond one
   * @throws Refusal where something of what is wanted can't be had
   */
  List<String> of(SseRequest wanted, Principal principal, IntConsumer charge) {
    int names = wanted.topics().size();
    if (names > maxTopics) {
      throw tooMany(
          "a request has at most %d topics, this one has %d".formatted(maxTopics, names),
          maxTopics);
    }
    List<String> kept = kept(wanted.subscription(), principal);
    List<String> all = new ArrayList<>(wanted.topics());
    all.addAll(kept);
    String excess = PatternLimit.excess(all);
    if (excess != null) {
      throw tooMany(excess, PatternLimit.MOST);
    }
    charge.accept(PatternLimit.extraRequests(PatternLimit.weight(all)));
    Check check = new Check(wanted.options(), principal);
    wanted.topics().forEach(topic -> check.look(topic, true));
    kept.forEach(topic -> check.look(topic, false));
    if (!check.bad.isEmpty()) {
      throw Refusal.of(check.bad, all.size());
    }
    return all;
  }

  private static Refusal tooMany(String sentence, int limit) {
    return new Refusal(ErrorCode.LIMIT_REACHED, sentence).with("limit", limit);
  }

  private List<String> kept(@Nullable String subscription, Principal principal) {
    if (subscription == null) {
      return List.of();
    }
    List<String> topics = named.topics(principal, subscription);
    if (topics == null) {
      throw new Refusal(
              ErrorCode.UNKNOWN_SUBSCRIPTION,
              "there is no subscription \"%s\"".formatted(Refusal.shortened(subscription)))
          .value(subscription);
    }
    return topics;
  }

  /** What one request comes to. */
  private final class Check {
    final TopicOptions options;
    final TopicResolver mine;
    final Set<Topic> topics = new HashSet<>();
    final List<TopicAnswer.Refused> bad = new ArrayList<>();
    final Suggestions suggestions;

    Check(TopicOptions options, Principal principal) {
      this.options = options;
      this.mine = new EntitledTopics(resolver, principal::entitlements);
      this.suggestions = new Suggestions(mine);
    }

    /**
     * @param must whether it has to exist
     * @throws Refusal where there are too many topics by now
     */
    void look(String text, boolean must) {
      if (TopicPattern.isPattern(text)) {
        switch (mine.match(text)) {
          case Matching.Found found -> matched(text, found);
          case Matching.Refused(Resolution.Refused why) -> refused(why.answer(text), must);
        }
      } else {
        switch (mine.resolve(text)) {
          case Resolution.Resolved(Topic topic, _) -> resolved(text, topic);
          case Resolution.Refused why ->
              refused((must ? suggestions.with(text, why) : why).answer(text), must);
        }
      }
      if (topics.size() > maxTopics) { // no reason to look at more
        throw tooMany(
            "a connection has at most %d topics, these are at least %d"
                .formatted(maxTopics, topics.size()),
            maxTopics);
      }
    }

    /** What is not there any more is told in the stream; what was never permitted is not. */
    private void refused(TopicAnswer.Refused why, boolean must) {
      if (must || why.code() == ErrorCode.NOT_ENTITLED) {
        bad.add(why);
      }
    }

    private void resolved(String text, Topic topic) {
      topics.add(topic);
      String misfit = options.misfit(topic.channel());
      if (misfit != null) {
        bad.add(new TopicAnswer.Refused(text, ErrorCode.BAD_OPTION, misfit, List.of()));
      }
    }

    private void matched(String text, Matching.Found found) {
      topics.addAll(found.topics());
      if (!found.topics().isEmpty()) {
        String misfit = options.misfit(found.topics().getFirst().channel());
        if (misfit != null) {
          bad.add(new TopicAnswer.Refused(text, ErrorCode.BAD_OPTION, misfit, List.of()));
        }
      }
    }
  }
}

package io.barline.subscription;

import io.barline.access.Principal;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.TopicAnswer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Topics and patterns as somebody asks for them: what they stand for, and what is bad of them. */
final class TopicList {
  private final TopicResolver resolver;
  private final Suggestions suggestions;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<Topic> named = new LinkedHashSet<>();
  private final Set<Topic> all = new LinkedHashSet<>();
  private final List<String> patterns = new ArrayList<>();
  private final List<TopicAnswer.Refused> bad = new ArrayList<>();

  TopicList(TopicResolver resolver, Principal owner, List<String> topics) {
    this.resolver = new EntitledTopics(resolver, owner::entitlements);
    this.suggestions = new Suggestions(this.resolver);
    for (String text : new LinkedHashSet<>(topics)) {
      if (TopicPattern.isPattern(text)) {
        pattern(text);
      } else {
        topic(text);
      }
    }
  }

  private void topic(String text) {
    switch (resolver.resolve(text)) {
      case Resolution.Resolved(Topic topic, _) -> {
        named.add(topic);
        all.add(topic);
        names.add(topic.toString());
      }
      case Resolution.Refused why -> bad.add(suggestions.with(text, why).answer(text));
    }
  }

  private void pattern(String text) {
    switch (resolver.match(text)) {
      case Matching.Refused(var why) -> bad.add(why.answer(text));
      case Matching.Found(TopicPattern pattern, List<Topic> topics) -> {
        all.addAll(topics);
        patterns.add(pattern.toString());
        names.add(pattern.toString());
      }
    }
  }

  /** What can't be had, and why. */
  List<TopicAnswer.Refused> bad() {
    return bad;
  }

  /** All that can be had, by its unified names. */
  Set<String> names() {
    return names;
  }

  /** The topics that were named. */
  Set<Topic> named() {
    return named;
  }

  /** The patterns. */
  List<String> patterns() {
    return patterns;
  }

  /** How many topics all of it stands for now. */
  int size() {
    return all.size();
  }
}

package io.barline.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@code keys} and its command, as it was written.
 *
 * @param words those that belong to no option
 * @param options with their values, but for {@code --admin}, which has none
 */
record KeyArguments(List<String> words, Map<String, String> options, boolean admin) {
  private static final Map<String, String> QUOTAS =
      Map.of(
          "--max-connections", "connections",
          "--max-topics", "topics",
          "--messages-per-second", "messages",
          "--message-burst", "messageBurst",
          "--requests-per-second", "requests",
          "--request-burst", "requestBurst");

  private static final Set<String> CREATE = Set.of("--name", "--topics", "--expires");

  /** It makes no sense; always caught in {@link KeysCommand#run}. */
  static final class Misuse extends Exception {
    Misuse(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /**
   * @param creates whether it is a key that is made, which has most of the options
   */
  static KeyArguments read(List<String> given, boolean creates) throws Misuse {
    List<String> words = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    boolean admin = false;
    for (int i = 0; i < given.size(); i++) {
      String word = given.get(i);
      if (!word.startsWith("--")) {
        words.add(word);
      } else if (creates && word.equals("--admin")) {
        admin = true;
      } else if (word.equals("--file")
          || (creates && (CREATE.contains(word) || QUOTAS.containsKey(word)))) {
        if (++i == given.size() || given.get(i).startsWith("--")) {
          throw new Misuse("%s needs a value".formatted(word));
        }
        if (options.put(word, given.get(i)) != null) {
          throw new Misuse("%s is there twice".formatted(word));
        }
      } else {
        throw new Misuse("there is no option %s here".formatted(word));
      }
    }
    return new KeyArguments(words, options, admin);
  }

  String name() throws Misuse {
    return required("--name", "--name is missing");
  }

  /** Patterns that can match a topic. */
  List<String> topics() throws Misuse {
    String given =
        required(
            "--topics",
            admin
                ? "--topics is missing: --admin permits no topics by itself; add --topics '*:*:*'"
                    + " for all"
                : "--topics is missing");
    List<String> patterns = new ArrayList<>();
    for (String pattern : given.split(",", -1)) {
      String wrong = TopicGrants.misfit(pattern.strip());
      if (wrong != null) {
        throw new Misuse(wrong);
      }
      patterns.add(pattern.strip());
    }
    return patterns;
  }

  private String required(String option, String otherwise) throws Misuse {
    String value = options.get(option);
    if (value == null) {
      throw new Misuse(otherwise);
    }
    return value;
  }

  Map<String, Integer> quotas() throws Misuse {
    Map<String, Integer> quotas = new LinkedHashMap<>();
    for (Map.Entry<String, String> option : options.entrySet()) {
      String quota = QUOTAS.get(option.getKey());
      if (quota != null) {
        try {
          quotas.put(quota, Integer.valueOf(option.getValue()));
        } catch (NumberFormatException e) {
          throw new Misuse(
              "%s needs a number, not \"%s\"".formatted(option.getKey(), option.getValue()));
        }
      }
    }
    return quotas;
  }

  /**
   * Null for never.
   *
   * @param now which it has to be after
   */
  @Nullable Instant expires(Instant now) throws Misuse {
    String text = options.get("--expires");
    if (text == null) {
      return null;
    }
    Instant expires;
    try {
      expires = Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Misuse(
          "--expires needs a time like 2027-01-01T00:00:00Z, not \"%s\"".formatted(text));
    }
    if (!expires.isAfter(now)) {
      throw new Misuse("--expires %s is over already".formatted(expires));
    }
    return expires;
  }
}

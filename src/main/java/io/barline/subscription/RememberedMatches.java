package io.barline.subscription;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What patterns were found to match in the lists of one generation. Beyond the bounds those are
 * forgotten that were not asked for the longest. Any thread.
 */
final class RememberedMatches {
  private final int mostPatterns;
  private final int mostTopics;
  private final Map<String, Matching> byText = new LinkedHashMap<>(16, 0.75f, true);
  private long generation;
  private int topics;

  /**
   * @param mostTopics that all of them may have together
   */
  RememberedMatches(int mostPatterns, int mostTopics) {
    this.mostPatterns = mostPatterns;
    this.mostTopics = mostTopics;
  }

  /** What a pattern matches in that generation; null where it is not known. */
  synchronized @Nullable Matching get(String text, long now) {
    if (now != generation) {
      byText.clear();
      topics = 0;
      generation = now;
    }
    return byText.get(text);
  }

  /** Remembers what was found in a generation, unless others were asked for meanwhile. */
  synchronized void put(String text, Matching found, long of) {
    if (of != generation) {
      return;
    }
    Matching before = byText.put(text, found);
    topics += topics(found) - (before == null ? 0 : topics(before));
    Iterator<Matching> oldest = byText.values().iterator();
    while (byText.size() > mostPatterns || topics > mostTopics) {
      topics -= topics(oldest.next());
      oldest.remove();
    }
  }

  private static int topics(Matching matching) {
    return matching instanceof Matching.Found found ? found.topics().size() : 0;
  }

  /** How many topics are held in all. */
  synchronized int topics() {
    return topics;
  }
}

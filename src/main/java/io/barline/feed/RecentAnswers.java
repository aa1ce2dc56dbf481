package io.barline.feed;

import io.barline.exchange.Allowance;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered of late, and how often was asked: an exchange may want not to be asked the same
 * again so soon, nor that often at all.
 */
final class RecentAnswers {
  /** So many are kept; then the oldest are forgotten. */
  static final int MOST = 32;

  private final Map<String, Answer> byQuestion = new LinkedHashMap<>();
  private Duration keep = Duration.ZERO;
  private @Nullable Allowance allowance;
  private @Nullable TokenBucket asked;

  @SuppressWarnings("ArrayRecordComponent") // answers are read, never compared
  private record Answer(byte[] body, long at) {}

  /** What the exchange wants; what was asked before counts still. */
  void limits(@Nullable Allowance most, Duration repeatAfter) {
    keep = repeatAfter;
    if (most != null && !most.equals(allowance)) {
      asked = TokenBucket.of(most);
    }
    allowance = most;
  }

  /** The answer to that question, where it is young enough to be told again; else null. */
  byte @Nullable [] of(String question, long now) {
    forget(now);
    Answer answer = byQuestion.get(question);
    return answer == null ? null : answer.body;
  }

  void put(String question, byte[] body, long now) {
    if (keep.isPositive()) {
      byQuestion.remove(question);
      byQuestion.put(question, new Answer(body, now));
      forget(now);
    }
  }

  private void forget(long now) {
    Iterator<Answer> oldest = byQuestion.values().iterator();
    while (oldest.hasNext()) {
      if (now - oldest.next().at >= keep.toNanos() || byQuestion.size() > MOST) {
        oldest.remove();
      } else {
        return;
      }
    }
  }

  /**
   * How long the next question has to wait, in nanoseconds; 0 where it may be asked, and counts.
   */
  long take(long now) {
    TokenBucket bucket = asked;
    if (bucket == null || bucket.take(now)) {
      return 0;
    }
    return Math.max(1, bucket.waitFrom(now));
  }
}

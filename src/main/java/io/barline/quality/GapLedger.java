package io.barline.quality;

import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The holes that were told of all topics, and what became of them. For any thread; when as many are
 * held as it may, the oldest leaves.
 */
public final class GapLedger {
  private final int capacity;
  private final AtomicLong lastId = new AtomicLong();
  private final LinkedHashMap<Key, GapRecord> records = new LinkedHashMap<>();

  private record Key(Topic topic, long gap) {}

  /**
   * @param capacity most holes that are held, at least 1
   */
  public GapLedger(int capacity) {
    this.capacity = capacity;
  }

  /** An id for a new hole. */
  public long nextId() {
    return lastId.incrementAndGet();
  }

  /** A hole was told of its topic. */
  public synchronized void told(Gap gap) {
    records.put(
        new Key(gap.topic(), gap.id()), new GapRecord(gap, GapRecord.State.OPEN, null, null));
    if (records.size() > capacity) {
      records.remove(records.keySet().iterator().next());
    }
  }

  /** It was filled. */
  public synchronized void filled(GapFilled filled) {
    records.computeIfPresent(
        new Key(filled.topic(), filled.gap()),
        (_, record) -> new GapRecord(record.gap(), GapRecord.State.FILLED, filled, null));
  }

  /** It won't be filled, for that reason. */
  public synchronized void unfilled(Topic topic, long gap, String reason) {
    records.computeIfPresent(
        new Key(topic, gap),
        (_, record) ->
            record.state() == GapRecord.State.FILLED
                ? record
                : new GapRecord(record.gap(), GapRecord.State.UNFILLED, null, reason));
  }

  /** Those that fit, the newest first, {@code limit} at most. */
  public synchronized List<GapRecord> find(Predicate<GapRecord> wanted, int limit) {
    List<GapRecord> found = new ArrayList<>();
    for (GapRecord record : records.sequencedValues().reversed()) {
      if (wanted.test(record)) {
        if (found.size() == limit) {
          break;
        }
        found.add(record);
      }
    }
    return found;
  }
}

package io.barline.quality;

import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Topic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The holes that were told of all topics, and what became of them. For any thread; a search through
 * all of them holds up nobody. When as many are held as may, of a topic or at all, the oldest
 * leaves.
 */
public final class GapLedger implements MeterBinder {
  private final GapSettings settings;
  private final AtomicLong lastId = new AtomicLong();

  /** By the order in which they were told. */
  private final NavigableMap<Long, GapRecord> records = new ConcurrentSkipListMap<>();

  /** Where the records of each topic are, by the ids of their holes; under the lock. */
  private final Map<Topic, LinkedHashMap<Long, Long>> places = new HashMap<>();

  private final Map<GapRecord.State, Integer> held = new EnumMap<>(GapRecord.State.class);
  private long lastPlace;
  private long dropped;

  public GapLedger(GapSettings settings) {
    this.settings = settings;
  }

  /**
   * @param capacity most holes that are held, of one topic or of all, at least 1
   */
  public GapLedger(int capacity) {
    this(new GapSettings(capacity, capacity));
  }

  /** An id for a new hole. */
  public long nextId() {
    return lastId.incrementAndGet();
  }

  /** A hole was told of its topic. */
  public synchronized void told(Gap gap) {
    LinkedHashMap<Long, Long> ofTopic =
        places.computeIfAbsent(gap.topic(), _ -> new LinkedHashMap<>());
    Long known = ofTopic.get(gap.id());
    long place = known == null ? ++lastPlace : known;
    ofTopic.put(gap.id(), place);
    put(place, new GapRecord(gap, GapRecord.State.OPEN, null, null));
    if (ofTopic.size() > settings.perTopic()) {
      drop(ofTopic.firstEntry().getValue());
    }
    if (records.size() > settings.max()) {
      drop(records.firstKey());
    }
  }

  /** It was filled. */
  public void filled(GapFilled filled) {
    change(
        filled.topic(),
        filled.gap(),
        record -> new GapRecord(record.gap(), GapRecord.State.FILLED, filled, null));
  }

  /** It won't be filled, for that reason. */
  public void unfilled(Topic topic, long gap, String reason) {
    change(
        topic,
        gap,
        record ->
            record.state() == GapRecord.State.FILLED
                ? record
                : new GapRecord(record.gap(), GapRecord.State.UNFILLED, null, reason));
  }

  private synchronized void change(Topic topic, long gap, UnaryOperator<GapRecord> change) {
    Map<Long, Long> ofTopic = places.get(topic);
    Long place = ofTopic == null ? null : ofTopic.get(gap);
    GapRecord record = place == null ? null : records.get(place);
    if (place != null && record != null) {
      put(place, change.apply(record));
    }
  }

  private void put(long place, GapRecord record) {
    GapRecord replaced = records.put(place, record);
    held.merge(record.state(), 1, Integer::sum);
    if (replaced != null) {
      held.merge(replaced.state(), -1, Integer::sum);
    }
  }

  private void drop(long place) {
    GapRecord record = records.remove(place);
    if (record == null) {
      return;
    }
    dropped++;
    held.merge(record.state(), -1, Integer::sum);
    LinkedHashMap<Long, Long> ofTopic = places.get(record.gap().topic());
    if (ofTopic != null) {
      ofTopic.remove(record.gap().id());
      if (ofTopic.isEmpty()) {
        places.remove(record.gap().topic());
      }
    }
  }

  /** Those that fit, the newest first, {@code limit} at most. */
  public List<GapRecord> find(Predicate<GapRecord> wanted, int limit) {
    return first(records.descendingMap().values(), wanted, limit);
  }

  /** Those of {@code topic} that fit, the newest first, {@code limit} at most. */
  public List<GapRecord> find(Topic topic, Predicate<GapRecord> wanted, int limit) {
    return first(of(topic), wanted, limit);
  }

  private synchronized List<GapRecord> of(Topic topic) {
    LinkedHashMap<Long, Long> ofTopic = places.get(topic);
    List<GapRecord> all = new ArrayList<>();
    if (ofTopic != null) {
      for (long place : ofTopic.sequencedValues().reversed()) {
        addPresent(all, records.get(place));
      }
    }
    return all;
  }

  private static void addPresent(List<GapRecord> all, @Nullable GapRecord record) {
    if (record != null) {
      all.add(record);
    }
  }

  private static List<GapRecord> first(
      Collection<GapRecord> newestFirst, Predicate<GapRecord> wanted, int limit) {
    List<GapRecord> found = new ArrayList<>();
    for (GapRecord record : newestFirst) {
      if (found.size() == limit) {
        break;
      }
      if (wanted.test(record)) {
        found.add(record);
      }
    }
    return found;
  }

  /** How many holes of {@code state} are held. */
  public synchronized int held(GapRecord.State state) {
    return held.getOrDefault(state, 0);
  }

  /** How many left because there was no more room. */
  public synchronized long dropped() {
    return dropped;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    for (GapRecord.State state : GapRecord.State.values()) {
      Gauge.builder("barline.gaps", this, ledger -> ledger.held(state))
          .description("Holes that are remembered, of each topic")
          .tag("state", state.code())
          .register(meters);
    }
    FunctionCounter.builder("barline.gaps.dropped", this, GapLedger::dropped)
        .description("Holes that made room for others")
        .register(meters);
  }
}

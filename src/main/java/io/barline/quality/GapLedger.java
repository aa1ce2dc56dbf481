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
 * all of them holds up nobody. When as many are held as may, of a topic or at all, one makes room:
 * the oldest that was filled, where none was the oldest that won't be, and else the oldest that is
 * open, so that what is missing is known for longest.
 */
public final class GapLedger implements MeterBinder {
  private final GapSettings settings;
  private final AtomicLong lastId = new AtomicLong();

  /** By the order in which they were told. */
  private final NavigableMap<Long, GapRecord> records = new ConcurrentSkipListMap<>();

  /** Where the records of each topic are; under the lock. */
  private final Map<Topic, OfTopic> topics = new HashMap<>();

  /** Of all topics; under the lock. */
  private final Leaving leaving = new Leaving();

  private long lastPlace;
  private long dropped;

  /** The holes of a topic. */
  private static final class OfTopic {
    /** By the ids of the holes, in the order in which they were told. */
    final LinkedHashMap<Long, Long> places = new LinkedHashMap<>();

    final Leaving leaving = new Leaving();
  }

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
    OfTopic before = topics.get(gap.topic());
    Long known = before == null ? null : before.places.get(gap.id());
    if (known == null) { // before it comes, for it is not what leaves
      makeRoom(before);
    }
    OfTopic ofTopic = topics.computeIfAbsent(gap.topic(), _ -> new OfTopic());
    long place = known == null ? ++lastPlace : known;
    ofTopic.places.put(gap.id(), place);
    put(ofTopic, place, new GapRecord(gap, GapRecord.State.OPEN, null, null));
  }

  private void makeRoom(@Nullable OfTopic ofTopic) {
    if (ofTopic != null && ofTopic.places.size() >= settings.perTopic()) {
      drop(ofTopic.leaving.first());
    } else if (lastPlace - dropped >= settings.max()) {
      drop(leaving.first());
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
    OfTopic ofTopic = topics.get(topic);
    Long place = ofTopic == null ? null : ofTopic.places.get(gap);
    GapRecord record = place == null ? null : records.get(place);
    if (ofTopic != null && place != null && record != null) {
      put(ofTopic, place, change.apply(record));
    }
  }

  private void put(OfTopic ofTopic, long place, GapRecord record) {
    GapRecord replaced = records.put(place, record);
    if (replaced != null) {
      leaving.remove(replaced.state(), place);
      ofTopic.leaving.remove(replaced.state(), place);
    }
    leaving.add(record.state(), place);
    ofTopic.leaving.add(record.state(), place);
  }

  private void drop(long place) {
    GapRecord record = records.remove(place);
    if (record == null) {
      return;
    }
    dropped++;
    leaving.remove(record.state(), place);
    Topic topic = record.gap().topic();
    OfTopic ofTopic = topics.get(topic);
    if (ofTopic != null) {
      ofTopic.places.remove(record.gap().id());
      ofTopic.leaving.remove(record.state(), place);
      if (ofTopic.places.isEmpty()) {
        topics.remove(topic);
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
    OfTopic ofTopic = topics.get(topic);
    List<GapRecord> all = new ArrayList<>();
    if (ofTopic != null) {
      for (long place : ofTopic.places.sequencedValues().reversed()) {
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
    return leaving.count(state);
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

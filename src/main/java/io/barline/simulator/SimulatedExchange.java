package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The exchange itself: its markets, who is connected, and what it has seen. Everything happens on
 * one event loop.
 */
final class SimulatedExchange {
  /** Markets look at the clock no more often than this, and no more seldom than the next. */
  private static final long SHORTEST_TICK = UtcNanos.MILLISECOND;

  private static final int UNAVAILABLE = 503;
  private static final long LONGEST_TICK = 50 * UtcNanos.MILLISECOND;

  /** After a pause, time is caught up on in steps, so that sockets are flushed between. */
  private static final long LONGEST_STEP = 20 * UtcNanos.MILLISECOND;

  private static final long LONGEST_CATCH_UP = 60 * UtcNanos.SECOND;

  private final SimulatorSettings settings;
  private final Clock clock;
  private final EventLoop loop;
  private final Counters counters =
      new Counters(ConnectionLimits.SPOT.attemptWindow(), Duration.ofMinutes(1));
  private final Faults faults;
  private final ControlMessages control = new ControlMessages();
  private final Outbox outbox = new Outbox();
  private final Map<Segment, StreamDirectory> streams = new EnumMap<>(Segment.class);
  private final Map<Segment, Map<String, Market>> markets = new EnumMap<>(Segment.class);
  private final Admission admission;
  private final Set<BinanceSession> sessions = new LinkedHashSet<>();
  private final List<Replay> replays = new ArrayList<>();
  private boolean stopped;
  private long tickedTo;

  SimulatedExchange(
      SimulatorSettings settings, Clock clock, EventLoop loop, List<SimulatedInstrument> listed)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.loop = loop;
    this.faults = new Faults(settings.seed());
    FrameFaults frames = new FrameFaults(faults);
    this.admission = new Admission(settings);
    for (Segment segment : Segment.values()) {
      streams.put(segment, new StreamDirectory(outbox, frames));
      markets.put(segment, new LinkedHashMap<>());
    }
    listed.forEach(instrument -> list(instrument, settings.tradesPerSecond()));
    ReplaySettings replay = settings.replay();
    if (replay != null) {
      play(replay, Recording.read(replay.file(), replay.http()));
    }
  }

  private void list(SimulatedInstrument instrument, int tradesPerSecond) {
    Market market =
        new Market(
            instrument,
            settings.seed(),
            settings.keptTrades(),
            streams(instrument.segment()),
            faults);
    listed(instrument.segment()).put(instrument.symbol(), market);
    if (tradesPerSecond > 0) {
      market.prepare(tradesPerSecond, settings.history(), UtcNanos.now(clock));
    }
  }

  /** Markets begin to trade by themselves, where the settings say so. */
  void start() {
    tickedTo = UtcNanos.now(clock);
    tick();
  }

  void stop() {
    stopped = true;
    List.copyOf(sessions).forEach(session -> session.close(1001, "Going away"));
  }

  private void tick() {
    if (stopped) {
      return;
    }
    long now = UtcNanos.now(clock);
    long due = step(now);
    outbox.flush();
    if (tickedTo < now) {
      loop.execute(this::tick);
      return;
    }
    long delay = Math.max(SHORTEST_TICK, due - UtcNanos.now(clock));
    var _ = loop.schedule(this::tick, delay, TimeUnit.NANOSECONDS);
  }

  /** Lets everything happen that is due at the clock's time. */
  void settle() {
    long now = UtcNanos.now(clock);
    do {
      step(now);
    } while (tickedTo < now);
  }

  /** Goes on in time, at most to {@code now}; returns when to go on from there. */
  private long step(long now) {
    tickedTo = Math.min(now, Math.max(tickedTo, now - LONGEST_CATCH_UP) + LONGEST_STEP);
    long due = tickedTo + LONGEST_TICK;
    for (Map<String, Market> segment : markets.values()) {
      for (Market market : segment.values()) {
        if (market.isRunning()) {
          market.advance(tickedTo);
          due = Math.min(due, market.nextTime());
        }
      }
    }
    outbox.flush();
    sessions().forEach(session -> session.tick(tickedTo));
    return due;
  }

  void begin(Fault fault) {
    switch (fault) {
      case Fault.Drop() -> sessions().forEach(BinanceSession::drop);
      case Fault.Close(var code, var reason) ->
          sessions().forEach(session -> session.close(code, reason));
      default -> change(now -> faults.begin(fault, now));
    }
  }

  void end(Fault fault) {
    change(now -> faults.end(fault, now));
  }

  void heal() {
    change(faults::heal);
  }

  private void change(LongConsumer change) {
    long now = UtcNanos.now(clock);
    change.accept(now);
    outbox.flush();
    sessions().forEach(session -> session.tick(now));
  }

  /** How long before its end a connection's is announced: a hundredth of a day, or a tenth. */
  long notice(Duration lifetime) {
    return lifetime.dividedBy(faults.has(Fault.Lifetime.class) ? 10 : 100).toNanos();
  }

  /**
   * Gets a recording ready. What it tells of is listed, with the finest possible steps, and is no
   * longer generated.
   */
  Replay play(ReplaySettings replay, Recording recording) {
    Segment segment = replay.segment();
    Replay player =
        new Replay(
            segment, recording, replay.speed(), replay.when(), streams(segment), outbox, loop);
    for (String symbol : player.symbols()) {
      list(SimulatedInstrument.recorded(segment, symbol), 0);
    }
    replays.add(player);
    return player;
  }

  /**
   * Whether a connection attempt is within the limits; 0, or else the HTTP status to refuse with.
   */
  int admit(Segment segment) {
    long now = UtcNanos.now(clock);
    counters.attempted(now);
    int status = admission.attempt(segment, now);
    Fault.Handshake handshake = faults.find(Fault.Handshake.class);
    if (faults.has(Fault.Refuse.class)) {
      status = UNAVAILABLE;
    } else if (handshake != null) {
      status = handshake.status();
    }
    counters.refused += status == 0 ? 0 : 1;
    return status;
  }

  /** Counts a REST request. */
  void requested(Segment segment, int weight) {
    long now = UtcNanos.now(clock);
    counters.requested(weight, now);
    admission.requested(segment, weight, now);
  }

  Admission admission() {
    return admission;
  }

  Faults faults() {
    return faults;
  }

  /** What an attempt refused with {@code status} is told about the next; null for nothing. */
  @Nullable String retryAfter(Segment segment, int status) {
    Fault.Handshake handshake = faults.find(Fault.Handshake.class);
    if (handshake != null && handshake.status() == status) {
      return Faults.seconds(handshake.retryAfter());
    }
    return status == UNAVAILABLE
        ? null
        : Long.toString(admission.retryAfter(segment, UtcNanos.now(clock)));
  }

  void opened(BinanceSession session) {
    counters.opened();
    sessions.add(session);
    session.start();
  }

  void ended(BinanceSession session) {
    if (sessions.remove(session)) {
      counters.open--;
      session.ended();
    }
  }

  void subscribed(Segment segment, String stream) {
    for (Replay replay : replays) {
      if (replay.segment == segment) {
        replay.subscribed(stream);
      }
    }
  }

  @Nullable String recordedDepth(Segment segment, String symbol) {
    for (Replay replay : replays) {
      String body = replay.segment == segment ? replay.depth(symbol) : null;
      if (body != null) {
        return body;
      }
    }
    return null;
  }

  @Nullable Market market(Segment segment, String symbol) {
    return listed(segment).get(symbol);
  }

  Collection<Market> markets(Segment segment) {
    return listed(segment).values();
  }

  StreamDirectory streams(Segment segment) {
    return present(streams, segment);
  }

  WeightBudget weight(Segment segment) {
    return admission.weight(segment);
  }

  private Map<String, Market> listed(Segment segment) {
    return present(markets, segment);
  }

  private static <V> V present(Map<Segment, V> map, Segment segment) {
    V value = map.get(segment);
    if (value == null) {
      throw new IllegalStateException("nothing for " + segment);
    }
    return value;
  }

  SimulatorSettings settings() {
    return settings;
  }

  Clock clock() {
    return clock;
  }

  Counters counters() {
    return counters;
  }

  ControlMessages control() {
    return control;
  }

  Outbox outbox() {
    return outbox;
  }

  List<BinanceSession> sessions() {
    return List.copyOf(sessions);
  }

  List<Replay> replays() {
    return replays;
  }
}

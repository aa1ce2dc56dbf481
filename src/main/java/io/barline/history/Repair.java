package io.barline.history;

import static java.util.Objects.requireNonNull;

import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestAccess;
import io.barline.exchange.RestBudget;
import io.barline.history.Errand.Kind;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.RepairDemand;
import io.barline.pipeline.TradeSearch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings back what was missed of one segment, from the exchange's REST interface. Searches wait on
 * virtual threads; {@value #AT_ONCE} ask at a time, one of an instrument's trades after the other.
 * Beyond {@link RepairSettings#maxQueued} they are refused. Of many trades {@link TradeErrand#PART}
 * are told at a time, and those who tell have not given up their turn to ask, so that neither the
 * lane nor a client has more of them than it can take, however many instruments are repaired.
 */
public final class Repair implements RepairDemand {
  static final int AT_ONCE = 2;

  /** How long clients have to take one part of what was found before the next is told. */
  static final Duration BETWEEN_PARTS = Duration.ofMillis(10);

  private final @Nullable HistoryRequests requests;
  private final RestAccess rest;
  private final RestAccess sparing;
  private final Executor lane;
  private final Findings findings;
  private final RepairSettings settings;
  private final Clock clock;
  private final Pause pause;
  private final RepairCounts counts = new RepairCounts();
  private final Job.Environment environment;

  /** Those that wait or are under way, in the order in which they were asked for. */
  private final Map<Instrument, List<Job>> jobs = new HashMap<>();

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void sleep(long nanos) throws InterruptedException;
  }

  /**
   * @param requests null where nothing of the past can be had
   * @param budget what {@code rest} allows, of which audits take a small part
   * @param lane where {@code pipelines} may be asked and told
   */
  public Repair(
      @Nullable HistoryRequests requests,
      RestAccess rest,
      RestBudget budget,
      Executor lane,
      Function<Instrument, @Nullable Pipeline> pipelines,
      RepairSettings settings,
      Clock clock) {
    this(
        requests,
        rest,
        budget,
        lane,
        Findings.of(pipelines),
        settings,
        clock,
        TimeUnit.NANOSECONDS::sleep);
  }

  Repair(
      @Nullable HistoryRequests requests,
      RestAccess rest,
      RestBudget budget,
      Executor lane,
      Findings findings,
      RepairSettings settings,
      Clock clock,
      Pause pause) {
    this.requests = requests;
    this.rest = rest;
    this.sparing = new AuditPace(rest, budget, clock, pause);
    this.lane = lane;
    this.findings = findings;
    this.settings = settings;
    this.clock = clock;
    this.pause = pause;
    this.environment =
        new Job.Environment(
            new Turns(AT_ONCE), clock, pause, settings.giveUpAfter(), new Answers());
  }

  /** Lets {@code meters} read what it does: {@code barline.repair.*}. */
  public Repair countedBy(MeterRegistry meters, String exchange, String segment) {
    counts.bindTo(meters, exchange, segment);
    return this;
  }

  @Override
  public void trades(Instrument instrument, TradeSearch search) {
    counts.asked(Kind.TRADES);
    String refusal = refusal(Kind.TRADES);
    if (refusal != null) {
      refuse(
          Kind.TRADES, now -> findings.tradesUnavailable(instrument, search.hole(), refusal, now));
      return;
    }
    enqueue(
        new TradeErrand(
            requireNonNull(requests),
            rest,
            clock,
            findings,
            counts,
            settings,
            settings.delay(),
            instrument,
            search));
  }

  @Override
  public synchronized void withdraw(Instrument instrument, long hole) {
    for (Job job : jobs.getOrDefault(instrument, List.of())) {
      if (job.errand() instanceof TradeErrand trades && trades.hole() == hole) {
        job.cancel();
      }
    }
  }

  @Override
  public boolean hasBars(Instrument instrument, Interval interval) {
    long start = interval.start(UtcNanos.now(clock));
    return settings.enabled()
        && requests != null
        && requests.bars(instrument, interval, start, interval.end(start)) != null;
  }

  @Override
  public void bars(Instrument instrument, Interval interval, long from, long to) {
    bars(instrument, interval, from, to, settings.maxQueued());
  }

  @Override
  public void corrections(Instrument instrument, Interval interval, long from, long to) {
    bars(instrument, interval, from, to, Math.max(1, settings.maxQueued() / 2));
  }

  private void bars(Instrument instrument, Interval interval, long from, long to, int most) {
    counts.asked(Kind.BARS);
    if (isTakenOn(instrument, interval, from, to)) {
      return;
    }
    String refusal = refusal(Kind.BARS, most);
    if (refusal != null) {
      refuse(
          Kind.BARS, now -> findings.barsUnavailable(instrument, interval, from, to, refusal, now));
      return;
    }
    HistoryRequests past = requireNonNull(requests);
    enqueue(
        new BarErrand(
            past,
            rest,
            clock,
            findings,
            longer(settings.barDelay(), past.settling()),
            instrument,
            interval,
            from,
            to));
  }

  @Override
  public boolean audits(Instrument instrument) {
    return settings.enabled()
        && settings.audit()
        && requests != null
        && (requests.holdsAllTrades() || requests.reach() == HistoryRequests.Reach.TIME);
  }

  @Override
  public void audit(Instrument instrument, long from) {
    counts.asked(Kind.AUDITS);
    String refusal = refusal(Kind.AUDITS);
    if (refusal != null) {
      refuse(Kind.AUDITS, now -> findings.auditUnavailable(instrument, from, refusal, now));
      return;
    }
    HistoryRequests past = requireNonNull(requests);
    BarErrand bars =
        new BarErrand(
            past,
            sparing,
            clock,
            findings,
            longer(auditDelay(past.tellsEmptyBars(instrument)), past.settling()),
            instrument,
            Interval.M1,
            from,
            Interval.M1.end(from));
    enqueue(AuditErrand.ofBars(bars, from, findings, UtcNanos.now(clock)));
  }

  @Override
  public void audit(Instrument instrument, TradeSearch search) {
    counts.asked(Kind.AUDITS);
    String refusal =
        requests == null || requests.reach() == HistoryRequests.Reach.TIME
            ? refusal(Kind.AUDITS)
            : "the exchange does not tell the trades of a minute";
    if (refusal != null) {
      refuse(
          Kind.AUDITS, now -> findings.tradesUnavailable(instrument, search.hole(), refusal, now));
      return;
    }
    HistoryRequests past = requireNonNull(requests);
    long now = UtcNanos.now(clock);
    enqueue(
        AuditErrand.ofTrades(
            new TradeErrand(
                past,
                sparing,
                clock,
                findings,
                counts,
                settings,
                settings.delay().plus(TradeErrand.SETTLED),
                instrument,
                search),
            now + past.settling().toNanos(),
            now));
  }

  /** Where nothing shows that REST lags behind, an audit is not worth asking twice. */
  private Duration auditDelay(boolean tellsEmptyBars) {
    Duration delay = settings.barDelay();
    return tellsEmptyBars ? delay : longer(delay, BarErrand.SETTLED);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private synchronized boolean isTakenOn(
      Instrument instrument, Interval interval, long from, long to) {
    for (Job job : jobs.getOrDefault(instrument, List.of())) {
      if (!job.isCancelled()
          && job.errand() instanceof BarErrand bars
          && bars.takesOn(interval, from, to)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String refusal(Kind kind) {
    return refusal(kind, settings.maxQueued());
  }

  /**
   * Why nothing more may be asked for, where no more than {@code most} may wait; null where it may,
   * and is counted as queued.
   */
  private @Nullable String refusal(Kind kind, int most) {
    if (!settings.enabled()) {
      return "nothing is repaired: barline.repair.enabled is false";
    }
    if (requests == null) {
      return "the exchange tells nothing of the past";
    }
    if (kind != Kind.BARS && !requests.hasTrades()) {
      return "the exchange tells no trades of the past";
    }
    return counts.queue(kind, most)
        ? null
        : "too many holes at a time: %d searches are waiting".formatted(most);
  }

  private void refuse(Kind kind, LongConsumer told) {
    counts.unavailable(kind);
    onLane(() -> told.accept(UtcNanos.now(clock)));
  }

  private synchronized void enqueue(Errand errand) {
    List<Job> others = jobs.computeIfAbsent(errand.instrument(), _ -> new ArrayList<>());
    Job before = null;
    for (Job other : others) {
      if (errand.kind() == Kind.TRADES && other.errand().kind() == Kind.TRADES) {
        before = other;
      }
    }
    Job job = new Job(errand, before, environment);
    others.add(job);
    job.start();
  }

  @Override
  public synchronized void forget(Instrument instrument) {
    List<Job> forgotten = jobs.remove(instrument);
    if (forgotten != null) {
      forgotten.reversed().forEach(Job::cancel); // none gets its turn by the end of one before
    }
  }

  /** Whether it is accepted; where not, the gateway stops and there is nobody to tell. */
  private boolean onLane(Runnable told) {
    try {
      lane.execute(told);
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  /** How many searches wait or are under way. */
  int queued(Kind kind) {
    return counts.queued(kind);
  }

  private final class Answers implements Job.Ends {
    @Override
    public void found(Job job) throws InterruptedException {
      Errand errand = job.errand();
      int last = errand.parts() - 1;
      for (int part = 0; part < last; part++) {
        tellPart(job);
        pause.sleep(BETWEEN_PARTS.toNanos());
      }
      tell(job, () -> errand.found(UtcNanos.now(clock)));
    }

    /** Returns once it was told, so that parts don't pile up where the lane is busy. */
    private void tellPart(Job job) throws InterruptedException {
      CountDownLatch told = new CountDownLatch(1);
      boolean accepted =
          onLane(
              () -> {
                try {
                  if (!job.isCancelled()) {
                    job.errand().coming(UtcNanos.now(clock));
                  }
                } finally {
                  told.countDown();
                }
              });
      if (accepted) {
        told.await();
      }
    }

    @Override
    public void unavailable(Job job, String reason) {
      counts.unavailable(job.errand().kind());
      tell(job, () -> job.errand().unavailable(reason, UtcNanos.now(clock)));
    }

    private void tell(Job job, Runnable told) {
      onLane(
          () -> {
            if (!job.isCancelled()) {
              told.run();
            }
          });
    }

    @Override
    public void over(Job job) {
      Instrument instrument = job.errand().instrument();
      synchronized (Repair.this) {
        List<Job> others = jobs.get(instrument);
        if (others != null) {
          others.remove(job);
          if (others.isEmpty()) {
            jobs.remove(instrument);
          }
        }
      }
      counts.done(job.errand().kind());
    }
  }
}

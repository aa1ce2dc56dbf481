package io.barline.pipeline;

import io.barline.bar.ExchangeBars;
import io.barline.bar.Hole;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exchange's own bars of one instrument and one interval, and the bars made of them. */
final class ExchangeBarFlow implements Flow {
  /**
   * How long after its end a bar may come: exchanges push it within a second, polls take longer.
   */
  static final Duration DELAY = Duration.ofSeconds(5);

  private static final int MOST = 64;

  private final Instrument instrument;
  private final UpstreamChannel.Klines source;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final ExchangeBars bars;

  /** Holes whose bars are asked for. */
  private final List<Missed> missed = new ArrayList<>();

  /** Bars that may have been corrected while nothing was streamed, and are asked for again. */
  private final List<Uncertain> uncertain = new ArrayList<>();

  private Gap.Cause cause = Gap.Cause.DISCONNECTED;
  private String reason = "";
  private boolean begun;
  private boolean polled;

  /** Whether the exchange has not confirmed yet that it streams again: a bar may be a straggler. */
  private boolean unconfirmed;

  /** Where bars are polled: until when, by the exchange's clock, looks have brought them. */
  private long lookedAt;

  /** A hole and the topics that were told of it. */
  private record Missed(Hole hole, List<Outlet> told) {}

  /**
   * Bars that came.
   *
   * @param known those that did not come again since
   */
  private record Uncertain(long from, long to, List<Bar> known) {}

  ExchangeBarFlow(
      Instrument instrument,
      UpstreamChannel.Klines source,
      Pipeline.Shared shared,
      Admission admission,
      OpenStreams streams) {
    this.instrument = instrument;
    this.source = source;
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
    this.bars =
        new ExchangeBars(
            instrument,
            source.interval(),
            DELAY,
            shared.settings().bars(),
            new BarOutlet(instrument, shared, streams));
  }

  UpstreamChannel.Klines source() {
    return source;
  }

  /** Makes bars of an interval that is wanted by now, or is wanted otherwise; {@code now} ours. */
  void want(Interval interval, Outlet wanting, long now) {
    if (begun) {
      bars.want(interval, wanting.wantsLive(), wanting.wantsFlat(), shared.clock().at(now));
    }
  }

  void drop(Interval interval) {
    bars.drop(interval);
  }

  void on(Bar bar) {
    if (!bar.closed() || !admission.admits(bar)) {
      return;
    }
    long exchangeNow = shared.clock().at(bar.receiveTime());
    begin(exchangeNow);
    if (bars.isDown() && (polled || !unconfirmed)) {
      // What a poll brings is the newest: before it some may be missing, after it none are.
      up(polled ? Math.min(exchangeNow, bar.timestamp()) : exchangeNow, bar.receiveTime());
    }
    lookedAt = exchangeNow;
    for (Uncertain each : uncertain) {
      each.known.removeIf(known -> known.timestamp() == bar.timestamp());
    }
    if (!bars.on(bar, exchangeNow)) {
      PipelineCounts.increase(shared.counts().repeated(), 1);
    }
  }

  private void begin(long exchangeNow) {
    if (!begun) {
      begun = true;
      long since = exchangeNow + shared.settings().bars().grace().toNanos();
      streams.forEachInterval(
          source,
          (interval, wanting) ->
              bars.want(interval, wanting.wantsLive(), wanting.wantsFlat(), since));
    }
  }

  /** Bars that end later come. */
  @Override
  public void confirmed(long now) {
    unconfirmed = false;
    long exchangeNow = shared.clock().at(now);
    begin(exchangeNow);
    up(exchangeNow, now);
    lookedAt = exchangeNow;
  }

  private void up(long exchangeNow, long now) {
    Hole hole = bars.up(exchangeNow);
    if (hole != null) {
      missed(hole, now);
    }
  }

  private void missed(Hole hole, long now) {
    PipelineCounts.increase(shared.counts().gaps(), 1);
    List<Outlet> told =
        streams.tell(
            source,
            new Gap(
                hole.id(),
                Topic.of(instrument, new Channel.Bars(source.interval())),
                hole.from(),
                hole.to(),
                polled ? Gap.Cause.POLLED : cause,
                Gap.UNKNOWN,
                reason + ": the exchange's bars in between were not seen",
                now));
    if (missed.size() == MOST) {
      giveUp(missed.removeFirst(), "too many other holes are open");
    }
    missed.add(new Missed(hole, told));
    if (shared.repairs().hasBars(instrument, source.interval())) {
      ask(hole.from(), hole.to());
    } else {
      giveUp(missed.removeLast(), "the exchange tells no bars of the past");
    }
  }

  private void ask(long from, long to) {
    shared.repairs().bars(instrument, source.interval(), from, to);
  }

  /** The exchange may correct what came, and tell so while nothing is streamed. */
  private void doubt(long exchangeNow) {
    List<Bar> known = new ArrayList<>(bars.revisable(exchangeNow));
    if (known.isEmpty() || !shared.repairs().hasBars(instrument, source.interval())) {
      return;
    }
    long from = known.getFirst().timestamp();
    long to = known.getLast().end();
    if (uncertain.stream().anyMatch(each -> each.from == from && each.to == to)) {
      return;
    }
    if (uncertain.size() == MOST) {
      uncertain.removeFirst();
    }
    uncertain.add(new Uncertain(from, to, known));
    askForCorrections(from, to);
  }

  private void askForCorrections(long from, long to) {
    shared.repairs().corrections(instrument, source.interval(), from, to);
  }

  private @Nullable Uncertain takeUncertain(long from, long to) {
    for (Uncertain each : uncertain) {
      if (each.from == from && each.to == to) {
        uncertain.remove(each);
        return each;
      }
    }
    return null;
  }

  private void correct(Uncertain doubted, List<Bar> found, long now) {
    for (Bar before : doubted.known) {
      for (Bar bar : found) {
        if (bar.timestamp() == before.timestamp() && admission.admits(bar)) {
          bars.correct(before, bar, shared.clock().at(now));
        }
      }
    }
  }

  private void giveUp(Missed given, String why) {
    bars.giveUp(given.hole().id());
    given.told().forEach(outlet -> outlet.unfilled(given.hole().id(), why));
  }

  private @Nullable Missed take(long from, long to) {
    for (Missed each : missed) {
      if (each.hole().from() == from && each.hole().to() == to) {
        missed.remove(each);
        return each;
      }
    }
    return null;
  }

  /** The exchange's bars of a hole. */
  void found(long from, long to, List<Bar> found, long now) {
    Uncertain doubted = takeUncertain(from, to);
    if (doubted != null) {
      correct(doubted, found, now);
      return;
    }
    Missed answered = take(from, to);
    if (answered == null) {
      return;
    }
    for (Bar bar : found) {
      if (!admission.admits(bar)) {
        giveUp(answered, "the exchange told a bar that can't be accepted");
        return;
      }
    }
    Hole hole = answered.hole();
    int known = bars.fill(hole.id(), found, now);
    for (Outlet outlet : answered.told()) {
      outlet.tell(
          new GapFilled(
              hole.id(),
              Topic.of(instrument, outlet.channel()),
              hole.from(),
              hole.to(),
              known == 0 ? GapFilled.By.STREAM : GapFilled.By.BARS,
              Gap.UNKNOWN,
              now));
    }
  }

  void unavailable(long from, long to, String why) {
    if (takeUncertain(from, to) != null) {
      return;
    }
    Missed answered = take(from, to);
    if (answered != null) {
      giveUp(answered, why);
    }
  }

  /** What was asked for was forgotten. */
  void askAgain() {
    missed.forEach(each -> ask(each.hole().from(), each.hole().to()));
    uncertain.forEach(each -> askForCorrections(each.from, each.to));
  }

  /** Nobody wants the bars any more. */
  void end() {
    missed.forEach(each -> giveUp(each, "nobody wants the bars any more"));
    missed.clear();
    uncertain.clear();
  }

  /**
   * Before the subscription began nothing can be missed. Where bars are polled, it is from the last
   * look on: a window may have ended since, even if the next look is tried at once.
   */
  @Override
  public void interrupted(Gap.Cause by, String why, long now) {
    if (begun && !bars.isDown()) {
      cause = by;
      reason = why;
      doubt(shared.clock().at(now));
      bars.down(shared.gaps().nextId(), polled ? lookedAt : shared.clock().at(now));
    }
    switch (by) {
      case DISCONNECTED, STALE -> unconfirmed = true;
      case UNREADABLE, OVERFLOW, POLLED -> {
        if (begun && !unconfirmed) {
          up(shared.clock().at(now), now);
        }
      }
      case SEQUENCE_JUMP, LATE_TRADE, REJECTED, DIFFERENT -> {}
    }
  }

  @Override
  public void sampled(boolean on) {
    polled = on;
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  void advance(long now) {
    if (begun) {
      bars.advance(shared.clock().at(now), now);
    }
  }
}

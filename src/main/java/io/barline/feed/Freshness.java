package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.feed.Look.Verdict;
import io.barline.feed.Vigil.Rung;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what is subscribed also comes. A stream that is silent for longer than usual is
 * asked for by REST; where something was withheld, it is subscribed anew, and if that does not
 * help, its connection is replaced, ever more seldom. While the exchange can't be asked for long it
 * is subscribed anew without, since that takes no REST. A silence that is real is looked at ever
 * more seldom. Pings and other streams' data show nothing of a stream. On the lane; the steps share
 * what they know of a stream, so they stand together.
 */
final class Freshness {
  /** How many streams of a segment are asked for at a time. */
  static final int AT_ONCE = 2;

  /** The least time before it is asked again after it could not be asked. */
  private static final Duration SHORTEST_POSTPONEMENT = Duration.ofSeconds(5);

  /** How many longest silences a silence that nothing can be found out about may grow to. */
  private static final long UNKNOWN_MOST = 24;

  private final Means means;
  private final FreshSettings settings;
  private final Lane lane;
  private final Collection<Subject> subjects;
  private final Remedy remedy;
  private int underWay;

  /** Nothing is asked before, nanoseconds since the epoch: the exchange allows no more. */
  private long asksFrom;

  /**
   * What it works with.
   *
   * @param looker asks the exchange
   * @param hours when something can be expected at all
   * @param tally takes what is told to operators
   */
  record Means(FreshSettings settings, Looker looker, Hours hours, FreshnessTally tally) {}

  /** Knows when something is to be expected. */
  @FunctionalInterface
  interface Hours {
    /** {@link io.barline.exchange.Exchange#isOpen}. */
    boolean isOpen(Instrument instrument, long now);

    /** {@link io.barline.exchange.Exchange#leastSilence}, in nanoseconds. */
    default long leastSilence(UpstreamChannel channel) {
      return 0;
    }

    /** Those of an exchange. */
    static Hours of(Exchange exchange) {
      return new Hours() {
        @Override
        public boolean isOpen(Instrument instrument, long now) {
          return exchange.isOpen(instrument, now);
        }

        @Override
        public long leastSilence(UpstreamChannel channel) {
          return exchange.leastSilence(channel).toNanos();
        }
      };
    }
  }

  /** Asks an exchange whether it has what did not come. */
  @FunctionalInterface
  interface Looker {
    /**
     * Begins to ask.
     *
     * @param told takes the answer, on the lane, exactly once
     */
    void look(Look.Question question, Consumer<Verdict> told);
  }

  /** What can be done about a stream. */
  interface Remedy {
    /** Begins it anew on its connection. */
    void renew(Upstream upstream);

    /** Replaces the connection that carries it, as soon as that can be. */
    void replace(Upstream upstream, Wish wish);
  }

  /**
   * @param subjects those of the segment, as they are at any time
   */
  Freshness(Means means, Lane lane, Collection<Subject> subjects, Remedy remedy) {
    this.means = means;
    this.settings = means.settings();
    this.lane = lane;
    this.subjects = subjects;
    this.remedy = remedy;
  }

  /** Looks after all streams: to be called about once a second. */
  void check() {
    long now = lane.now();
    for (Subject subject : subjects) {
      for (Upstream upstream : subject.upstreams()) {
        Vigil vigil = upstream.vigil();
        vigil.pace.observe();
        if (settings.enabled() && isWatched(upstream)) {
          if (means.hours().isOpen(subject.instrument(), now)) {
            vigil.opens(now);
            check(upstream, vigil, now);
          } else {
            rest(upstream, vigil, now);
          }
        }
      }
    }
    ask(now);
    if (now < asksFrom) {
      goWithout(now);
    }
    means.tally().publish(subjects, now);
  }

  /** The market is closed: nothing is expected, and nothing is wrong. */
  private void rest(Upstream upstream, Vigil vigil, long now) {
    boolean silent = now - vigil.silentSince() > settings.minSilence().toNanos();
    if (vigil.closes() || (upstream.isLive() && silent)) {
      tell(upstream, FeedStatus.State.QUIET, "the market is closed", now);
    }
  }

  private static boolean isWatched(Upstream upstream) {
    Feed feed = upstream.feed();
    return feed != null && !feed.route().isPolled() && upstream.vigil().isWatched();
  }

  private void check(Upstream upstream, Vigil vigil, long now) {
    if (vigil.rung == Rung.CALM) {
      if (vigil.pause > 0 && now > vigil.notBefore + vigil.pause) {
        vigil.pause = 0;
      }
      vigil.replacedUnproven &= vigil.pace.last() == 0;
      long patience =
          Math.max(
              vigil.patience(upstream.channel(), settings),
              means.hours().leastSilence(upstream.channel()));
      if (now - vigil.silentSince() > patience) {
        vigil.rung = Rung.SUSPECT;
        vigil.patience = patience;
        vigil.usualPatience = patience;
        vigil.next = now;
        vigil.proof = settings.proof().toNanos();
        String what = now < asksFrom ? notAsked() : "asking the exchange";
        tell(upstream, FeedStatus.State.QUIET, silence(vigil, now) + "; " + what, now);
      }
    } else if (vigil.rung == Rung.RENEWED
        && upstream.state() == FeedStatus.State.RECOVERING
        && !vigil.withheld
        && vigil.hadItsProof(now)) {
      tell(upstream, FeedStatus.State.QUIET, silence(vigil, now) + ", subscribed anew", now);
    }
  }

  private String silence(Vigil vigil, long now) {
    long last = vigil.pace.last();
    String silent = "nothing came for " + Vigil.words(now - (last == 0 ? vigil.confirmedAt : last));
    long usual = vigil.pace.usual();
    return last == 0
        ? silent + " since it was subscribed"
        : usual == 0 ? silent : silent + " where " + Vigil.words(usual) + " is usual";
  }

  private String notAsked() {
    return "the exchange can't be asked before " + UtcNanos.format(asksFrom);
  }

  private static void tell(Upstream upstream, FeedStatus.State state, String reason, long now) {
    upstream.tell(state, 0, 0, reason, now);
  }

  /** Asks for those that are due, the stalest first. */
  private void ask(long now) {
    while (underWay < AT_ONCE && now >= asksFrom) {
      Subject subject = null;
      Upstream stalest = null;
      double most = 0;
      for (Subject each : subjects) {
        for (Upstream upstream : each.upstreams()) {
          double staleness = staleness(upstream, now);
          if (staleness > most) {
            most = staleness;
            stalest = upstream;
            subject = each;
          }
        }
      }
      if (stalest == null || subject == null) {
        return;
      }
      ask(subject, stalest);
    }
  }

  /** Its silence, in what it may be; 0 where it is not to be asked for now. */
  private static double staleness(Upstream upstream, long now) {
    Vigil vigil = upstream.vigil();
    boolean due = now >= vigil.next || (vigil.postponedSince != 0 && vigil.hadItsProof(now));
    return due && isSuspected(upstream)
        ? (1 + now - vigil.silentSince()) / (1.0 + vigil.patience)
        : 0;
  }

  private static boolean isSuspected(Upstream upstream) {
    Vigil vigil = upstream.vigil();
    return vigil.rung != Rung.CALM && !vigil.underWay && isWatched(upstream);
  }

  private void ask(Subject subject, Upstream upstream) {
    Vigil vigil = upstream.vigil();
    MarketEvent newest = vigil.newest();
    vigil.underWay = true;
    underWay++;
    int epoch = vigil.epoch;
    means
        .looker()
        .look(
            new Look.Question(
                subject.instrument(), upstream.channel(), newest, vigil.confirmedAt, vigil.seen),
            verdict -> {
              underWay--;
              vigil.underWay = false;
              if (verdict instanceof Verdict.Postponed(Duration atLeast)) {
                postpone(atLeast, lane.now());
              }
              if (epoch == vigil.epoch && isWatched(upstream) && !subject.isGone(upstream)) {
                answered(upstream, vigil, verdict, lane.now());
              }
            });
  }

  private void answered(Upstream upstream, Vigil vigil, Verdict verdict, long now) {
    if (!(verdict instanceof Verdict.Postponed)) {
      means.tally().looked(verdict);
      vigil.postponedSince = 0;
    }
    switch (verdict) {
      case Verdict.Quiet(Look.Top top) -> quiet(upstream, vigil, top, now);
      case Verdict.Withheld(String found) -> withheld(upstream, vigil, found, now);
      case Verdict.Unknown(String reason) -> unknown(upstream, vigil, reason, now);
      case Verdict.Postponed _ -> putOff(upstream, vigil, now);
    }
  }

  /** Nothing was asked, so nothing was learned, and the others would not be asked either. */
  private void postpone(Duration atLeast, long now) {
    asksFrom = Math.max(asksFrom, now + Bans.longer(atLeast, SHORTEST_POSTPONEMENT).toNanos());
  }

  /** It is asked for when that can be: until then it is told why not. */
  private void putOff(Upstream upstream, Vigil vigil, long now) {
    if (vigil.postponedSince == 0) {
      vigil.postponedSince = now;
      means.tally().postponed();
      if (upstream.state() == FeedStatus.State.QUIET) {
        tell(upstream, FeedStatus.State.QUIET, silence(vigil, now) + "; " + notAsked(), now);
      }
    }
  }

  /** What has waited for an answer for too long is taken for what nothing can be found out of. */
  private void goWithout(long now) {
    for (Subject subject : subjects) {
      for (Upstream upstream : subject.upstreams()) {
        Vigil vigil = upstream.vigil();
        if (now < vigil.next || !isSuspected(upstream)) {
          continue;
        }
        putOff(upstream, vigil, now);
        if (now - vigil.postponedSince > settings.pauseMin().toNanos()) {
          unknown(upstream, vigil, notAsked(), now);
        }
      }
    }
  }

  private void quiet(Upstream upstream, Vigil vigil, Look.@Nullable Top top, long now) {
    boolean told = vigil.proven && upstream.state() == FeedStatus.State.QUIET;
    vigil.proven = true;
    vigil.withheld = false;
    vigil.unknown = 0;
    vigil.seen = top;
    lookLater(vigil, settings.maxSilence().toNanos(), now);
    if (!told) {
      tell(
          upstream,
          FeedStatus.State.QUIET,
          silence(vigil, now) + "; the exchange has nothing newer",
          now);
    }
  }

  /** When it has been silent twice as long, but not much later. */
  private static void lookLater(Vigil vigil, long most, long now) {
    long silent = Math.max(now - vigil.silentSince(), vigil.patience);
    vigil.patience = Math.min(2 * silent, Math.max(vigil.patience, most));
    vigil.next = now + Math.min(silent, most);
  }

  private void withheld(Upstream upstream, Vigil vigil, String found, long now) {
    vigil.withheld = true;
    vigil.missed = true;
    vigil.proven = false;
    String reason = silence(vigil, now) + "; the exchange has " + found;
    if (vigil.rung == Rung.SUSPECT && !isMute(upstream.feed(), now)) {
      renew(upstream, vigil, FeedStatus.State.STALE, reason, now);
    } else {
      replace(upstream, vigil, reason, now);
    }
  }

  private void renew(
      Upstream upstream, Vigil vigil, FeedStatus.State state, String reason, long now) {
    vigil.missed = false;
    upstream.interrupted(Gap.Cause.STALE, reason, now);
    if (state == FeedStatus.State.STALE) {
      tell(upstream, state, reason, now);
    }
    vigil.rung = Rung.RENEWED;
    vigil.renewedAt = now;
    vigil.next = Math.max(vigil.next, now + vigil.proof);
    means.tally().resubscribed();
    tell(upstream, FeedStatus.State.RECOVERING, reason + "; subscribing to it anew", now);
    remedy.renew(upstream);
  }

  /** Whether a connection brings nothing at all, and of several streams it is known. */
  private boolean isMute(@Nullable Feed feed, long now) {
    int withheld = 0;
    for (Subject subject : subjects) {
      for (Upstream each : subject.upstreams()) {
        withheld += each.feed() == feed && each.vigil().withheld ? 1 : 0;
      }
    }
    return withheld > 1 && isSilent(feed, now);
  }

  private static boolean showsLife(@Nullable Feed feed) {
    return feed != null && feed.route().access().showsLife();
  }

  private boolean isSilent(@Nullable Feed feed, long now) {
    long least = settings.minSilence().toNanos();
    for (Subject subject : subjects) {
      for (Upstream each : subject.upstreams()) {
        if (each.feed() == feed && now - each.vigil().pace.last() < least) {
          return false;
        }
      }
    }
    return true;
  }

  private void replace(Upstream upstream, Vigil vigil, String reason, long now) {
    if (vigil.withheld && upstream.state() != FeedStatus.State.STALE) {
      tell(upstream, FeedStatus.State.STALE, reason, now);
    }
    Feed feed = upstream.feed();
    long notBefore = 0;
    long pause = 0;
    for (Subject subject : subjects) {
      for (Upstream each : subject.upstreams()) {
        if (each.feed() == feed) {
          notBefore = Math.max(notBefore, each.vigil().notBefore);
          pause = Math.max(pause, each.vigil().pause);
        }
      }
    }
    if (now < notBefore) {
      vigil.next = notBefore;
      return;
    }
    pause = Math.clamp(2 * pause, settings.pauseMin().toNanos(), settings.pauseMax().toNanos());
    for (Subject subject : subjects) {
      for (Upstream each : subject.upstreams()) {
        if (each.feed() == feed) {
          each.vigil().notBefore = now + pause;
          each.vigil().pause = pause;
          each.vigil().replacedUnproven |= !vigil.withheld;
        }
      }
    }
    vigil.rung = Rung.REPLACED;
    vigil.next = now + vigil.proof;
    vigil.missed = false;
    upstream.interrupted(Gap.Cause.STALE, reason, now);
    remedy.replace(
        upstream,
        new Wish(
            reason,
            () -> !vigil.isCalm() && upstream.feed() == feed,
            () -> isSilent(feed, lane.now()),
            means.tally()::replaced));
  }

  /** As though something was withheld, but with more patience each time. */
  private void unknown(Upstream upstream, Vigil vigil, String why, long now) {
    if (vigil.withheld) { // that was known before; it is asked again
      lookLater(vigil, settings.pauseMax().toNanos(), now);
      return;
    }
    vigil.unknown++;
    vigil.proven = false;
    lookLater(vigil, UNKNOWN_MOST * settings.maxSilence().toNanos(), now);
    String reason = silence(vigil, now) + "; it can't be told why: " + why;
    if (vigil.unknown == 1) {
      tell(upstream, FeedStatus.State.QUIET, reason, now);
    } else if (vigil.unknown == 3
        && !vigil.replacedUnproven
        && !showsLife(upstream.feed())
        && isSilent(upstream.feed(), now)) {
      replace(upstream, vigil, reason, now);
    } else {
      renew(upstream, vigil, FeedStatus.State.RECOVERING, reason, now);
    }
  }
}

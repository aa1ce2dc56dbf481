package io.barline.feed;

import io.barline.feed.Look.Verdict;
import io.barline.market.FeedStatus;
import io.barline.market.UtcNanos;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is told of a segment's freshness: written on its lane, read by any thread. */
final class FreshnessTally {
  private final AtomicLong withheld = new AtomicLong();
  private final AtomicLong quiet = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong postponed = new AtomicLong();
  private final AtomicLong resubscribed = new AtomicLong();
  private final AtomicLong replaced = new AtomicLong();
  private volatile Published published = new Published(Map.of(), List.of(), TroubleReport.NONE);

  private record Published(
      Map<FeedStatus.State, Integer> states,
      List<FreshnessReport> reports,
      TroubleReport troubles) {}

  /** What was asked and answered. */
  enum Outcome {
    MUTE("mute"),
    QUIET("quiet"),
    UNKNOWN("unknown"),
    /** The exchange could not be asked. */
    POSTPONED("postponed");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  void looked(Verdict verdict) {
    switch (verdict) {
      case Verdict.Withheld _ -> increase(withheld);
      case Verdict.Quiet _ -> increase(quiet);
      case Verdict.Unknown _ -> increase(unknown);
      case Verdict.Postponed _ -> {}
    }
  }

  /** A stream could not be asked for: counted once until it can. */
  void postponed() {
    increase(postponed);
  }

  void resubscribed() {
    increase(resubscribed);
  }

  /** A connection was replaced, or opened anew. */
  void replaced() {
    increase(replaced);
  }

  private static void increase(AtomicLong count) {
    count.lazySet(count.getPlain() + 1);
  }

  long looks(Outcome outcome) {
    return switch (outcome) {
      case MUTE -> withheld.get();
      case QUIET -> quiet.get();
      case UNKNOWN -> unknown.get();
      case POSTPONED -> postponed.get();
    };
  }

  /** How often a stream was subscribed anew for its silence. */
  long resubscriptions() {
    return resubscribed.get();
  }

  /** How often a connection was replaced for a silence. */
  long replacements() {
    return replaced.get();
  }

  /** How many streams are in that state. */
  int streams(FeedStatus.State state) {
    return published.states.getOrDefault(state, 0);
  }

  /** Of each connection with such, the streams from which nothing comes. */
  List<FreshnessReport> reports() {
    return published.reports;
  }

  /** What has been amiss for longer than {@link Unrest#PASSING}, or is not had as it should be. */
  TroubleReport troubles() {
    return published.troubles;
  }

  /** Takes down how the streams are. */
  void publish(Iterable<Subject> subjects, long now) {
    Map<FeedStatus.State, Integer> states = new EnumMap<>(FeedStatus.State.class);
    Map<String, OfFeed> feeds = new LinkedHashMap<>();
    List<FreshnessReport.Stream> troubled = new ArrayList<>();
    int troubles = 0;
    for (Subject subject : subjects) {
      for (Upstream upstream : subject.upstreams()) {
        states.merge(upstream.state(), 1, Integer::sum);
        if (isTroubled(upstream, now)) {
          troubles++;
          if (troubled.size() < FreshnessReport.MOST_NAMED) {
            troubled.add(OfFeed.stream(subject, upstream, trouble(upstream, now), now));
          }
        }
        Feed feed = upstream.feed();
        if (feed != null && isSilent(upstream)) {
          feeds.computeIfAbsent(feed.id(), OfFeed::new).add(subject, upstream, now);
        }
      }
    }
    published =
        new Published(
            states,
            feeds.values().stream().map(OfFeed::report).toList(),
            new TroubleReport(troubles, troubled));
  }

  private static boolean isTroubled(Upstream upstream, long now) {
    return hasFailed(upstream, now) || upstream.unrest().lasts(now) || upstream.detour() != null;
  }

  private static boolean hasFailed(Upstream upstream, long now) {
    return upstream.state() == FeedStatus.State.FAILED && now - upstream.since() > Unrest.PASSING;
  }

  /** The worst of what is amiss. */
  private static @Nullable String trouble(Upstream upstream, long now) {
    if (hasFailed(upstream, now)) {
      return upstream.reason();
    }
    return upstream.unrest().lasts(now) ? upstream.unrest().reason() : upstream.detour();
  }

  private static boolean isSilent(Upstream upstream) {
    return switch (upstream.state()) {
      case QUIET, STALE, RECOVERING -> true;
      case CONNECTING, LIVE, RECONNECTING, FAILED -> false;
    };
  }

  /** The silent streams of one connection: all counted, the worst of them named. */
  private static final class OfFeed {
    private final String id;
    private final List<FreshnessReport.Stream> quiet = new ArrayList<>();
    private final List<FreshnessReport.Stream> worse = new ArrayList<>();
    private int quietCount;
    private int staleCount;
    private int recoveringCount;
    private boolean withheld;

    OfFeed(String id) {
      this.id = id;
    }

    void add(Subject subject, Upstream upstream, long now) {
      Vigil vigil = upstream.vigil();
      withheld |= vigil.withheld;
      List<FreshnessReport.Stream> list = worse;
      switch (upstream.state()) {
        case QUIET -> {
          quietCount++;
          list = quiet;
        }
        case STALE -> staleCount++;
        case RECOVERING -> recoveringCount++;
        case CONNECTING, LIVE, RECONNECTING, FAILED -> {}
      }
      if (list.size() < FreshnessReport.MOST_NAMED) {
        list.add(stream(subject, upstream, upstream.reason(), now));
      }
    }

    private static FreshnessReport.Stream stream(
        Subject subject, Upstream upstream, @Nullable String reason, long now) {
      Vigil vigil = upstream.vigil();
      long since = vigil.pace.last() == 0 ? vigil.confirmedAt : vigil.pace.last();
      return new FreshnessReport.Stream(
          subject.instrument().exchange()
              + ":"
              + upstream.channel().code()
              + ":"
              + subject.instrument().symbol(),
          upstream.state(),
          since == 0 ? -1 : (now - since) / UtcNanos.MILLISECOND,
          reason);
    }

    FreshnessReport report() {
      List<FreshnessReport.Stream> named = new ArrayList<>(worse);
      named.addAll(
          quiet.subList(0, Math.min(quiet.size(), FreshnessReport.MOST_NAMED - named.size())));
      return new FreshnessReport(id, quietCount, staleCount, recoveringCount, withheld, named);
    }
  }
}

package io.barline.pipeline;

import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.RepairedTrade;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.GapLedger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The streams that are open for one instrument, and which of them hear of what. */
final class OpenStreams {
  private final Instrument instrument;
  private final GapLedger gaps;
  private final Map<Channel, Outlet> all = new TreeMap<>(Comparator.comparing(Channel::code));

  // Those that every event asks for, out of all.
  private final Map<Interval, Outlet> bars = new EnumMap<>(Interval.class);
  private @Nullable Outlet trades;
  private @Nullable Outlet quotes;
  private @Nullable Outlet ticker;
  private @Nullable Outlet status;

  OpenStreams(Instrument instrument, GapLedger gaps) {
    this.instrument = instrument;
    this.gaps = gaps;
  }

  /**
   * @param source what the channel is made of; null where of nothing
   */
  void put(Channel channel, @Nullable UpstreamChannel source, Variant variant, TopicStream stream) {
    Outlet outlet =
        all.computeIfAbsent(channel, _ -> new Outlet(Topic.of(instrument, channel), gaps));
    outlet.put(source, variant, stream);
    index(channel, outlet);
  }

  void remove(Channel channel, Variant variant) {
    Outlet outlet = all.get(channel);
    if (outlet == null) {
      return;
    }
    outlet.remove(variant);
    if (outlet.isEmpty()) {
      all.remove(channel);
      index(channel, null);
    }
  }

  private void index(Channel channel, @Nullable Outlet outlet) {
    switch (channel) {
      case Channel.Trades _ -> trades = outlet;
      case Channel.Quotes _ -> quotes = outlet;
      case Channel.Bars(Interval interval) -> {
        if (outlet == null) {
          bars.remove(interval);
        } else {
          bars.put(interval, outlet);
        }
      }
      case Channel.Ticker _ -> ticker = outlet;
      case Channel.Status _ -> status = outlet;
      case Channel.Book _ -> {}
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The streams of that channel; null where none is open. */
  @Nullable Outlet get(Channel channel) {
    return all.get(channel);
  }

  /** Each open interval of bars that are made of {@code source}. */
  void forEachInterval(UpstreamChannel source, BiConsumer<Interval, Outlet> action) {
    bars.forEach(
        (interval, outlet) -> {
          if (outlet.isFedBy(source)) {
            action.accept(interval, outlet);
          }
        });
  }

  void publish(Trade trade) {
    publish(trades, trade);
  }

  void publish(Quote quote) {
    publish(quotes, quote);
  }

  void publish(Ticker statistics) {
    publish(ticker, statistics);
  }

  void publish(Bar bar) {
    Outlet outlet = bars.get(bar.interval());
    if (outlet != null) {
      outlet.publish(bar);
    }
  }

  /** Publishes a trade that was missed and found. */
  void publish(RepairedTrade trade) {
    publish(trades, trade);
  }

  /**
   * Tells a gap, whatever its topic, to the topics that are made of {@code source}.
   *
   * @return those topics
   */
  List<Outlet> tell(UpstreamChannel source, Gap gap) {
    List<Outlet> told = new ArrayList<>();
    for (Outlet outlet : all.values()) {
      if (outlet.isFedBy(source)) {
        outlet.tell(gap);
        told.add(outlet);
      }
    }
    return told;
  }

  /**
   * Tells a gap, whatever its topic, to the states that are made of {@code source}: what they were
   * in between can't be known. Quotes are told of theirs by {@link #tellQuotes}.
   */
  void tellLost(UpstreamChannel source, Gap gap) {
    for (Outlet outlet : all.values()) {
      if (outlet.isFedBy(source) && outlet != quotes) {
        tellLost(outlet, gap);
      }
    }
  }

  /** Tells of held trades, whatever its topic, the topics that are made of {@code source}. */
  void tell(UpstreamChannel source, Quarantine quarantine) {
    for (Outlet outlet : all.values()) {
      if (outlet.isFedBy(source)) {
        outlet.tell(quarantine);
      }
    }
  }

  /** Tells a gap, whatever its topic, to the quotes. */
  void tellQuotes(Gap gap) {
    if (quotes != null) {
      tellLost(quotes, gap);
    }
  }

  private static void tellLost(Outlet outlet, Gap gap) {
    outlet.tell(gap);
    outlet.unfilled(gap.id(), "what was in between is not told afterwards");
  }

  /** Tells a gap, whatever its topic, to the bars of one interval. */
  void tell(Interval interval, Gap gap) {
    Outlet outlet = bars.get(interval);
    if (outlet != null) {
      outlet.tell(gap);
      outlet.unfilled(gap.id(), "what comes after the late limit is not repaired");
    }
  }

  /**
   * Tells a state to the topics that are made of {@code source} and to the status; to the status
   * alone where it is null.
   */
  void tell(
      @Nullable UpstreamChannel source,
      FeedStatus.State state,
      int attempt,
      long nextRetry,
      @Nullable String reason,
      long now) {
    Topic topic = Topic.of(instrument, new Channel.Status());
    FeedStatus told = new FeedStatus(topic, state, attempt, nextRetry, reason, now);
    if (source != null) {
      for (Outlet outlet : all.values()) {
        if (outlet.isFedBy(source)) {
          outlet.tell(told);
        }
      }
    }
    Outlet listening = status;
    if (listening != null) {
      listening.tell(
          new FeedStatus(
              topic,
              state,
              attempt,
              nextRetry,
              reason,
              source == null ? null : source.code(),
              now));
    }
  }

  private static void publish(@Nullable Outlet outlet, MarketEvent event) {
    if (outlet != null) {
      outlet.publishToAll(event);
    }
  }
}

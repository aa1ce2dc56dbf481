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
import io.barline.market.Quote;
import io.barline.market.Topic;
import io.barline.market.Trade;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The streams that are open for one instrument, and which of them hear of what. */
final class OpenStreams {
  private final Instrument instrument;
  private final Map<Interval, BarStreams> bars = new EnumMap<>(Interval.class);
  private @Nullable TopicStream trades;
  private @Nullable TopicStream quotes;
  private @Nullable TopicStream status;

  OpenStreams(Instrument instrument) {
    this.instrument = instrument;
  }

  void put(Channel channel, Variant variant, TopicStream stream) {
    switch (channel) {
      case Channel.Trades _ -> trades = stream;
      case Channel.Quotes _ -> quotes = stream;
      case Channel.Status _ -> status = stream;
      case Channel.Bars(Interval interval) ->
          bars.computeIfAbsent(interval, _ -> new BarStreams()).put(variant, stream);
      case Channel.Book _, Channel.Ticker _ ->
          throw new IllegalArgumentException("no pipeline for channel " + channel.code());
    }
  }

  void remove(Channel channel, Variant variant) {
    switch (channel) {
      case Channel.Trades _ -> trades = null;
      case Channel.Quotes _ -> quotes = null;
      case Channel.Status _ -> status = null;
      case Channel.Bars(Interval interval) ->
          bars.computeIfPresent(
              interval,
              (_, streams) -> {
                streams.remove(variant);
                return streams.isEmpty() ? null : streams;
              });
      case Channel.Book _, Channel.Ticker _ -> {}
    }
  }

  boolean isEmpty() {
    return bars.isEmpty() && trades == null && quotes == null && status == null;
  }

  /** The streams of the bars of one interval; null where none is open. */
  @Nullable BarStreams bars(Interval interval) {
    return bars.get(interval);
  }

  void forEachInterval(BiConsumer<Interval, BarStreams> action) {
    bars.forEach(action);
  }

  void publish(Trade trade) {
    publish(trades, trade);
  }

  void publish(Quote quote) {
    publish(quotes, quote);
  }

  void publish(Bar bar) {
    BarStreams streams = bars.get(bar.interval());
    if (streams != null) {
      streams.publish(bar);
    }
  }

  /** Tells a gap, whatever its topic, to the trades and to the bars that are made of them. */
  void publishToTrades(Gap gap) {
    publish(trades, about(new Channel.Trades(), gap));
    bars.forEach(
        (interval, streams) -> streams.publishToAll(about(new Channel.Bars(interval), gap)));
  }

  void publishToQuotes(Gap gap) {
    publish(quotes, about(new Channel.Quotes(), gap));
  }

  void publishToBars(Interval interval, Gap gap) {
    BarStreams streams = bars.get(interval);
    if (streams != null) {
      streams.publishToAll(about(new Channel.Bars(interval), gap));
    }
  }

  /**
   * Tells the state of the feed of trades or of quotes, whatever its topic, to all that is made of
   * it.
   */
  void publish(boolean ofTrades, FeedStatus told) {
    if (ofTrades) {
      bars.forEach(
          (interval, streams) -> streams.publishToAll(about(new Channel.Bars(interval), told)));
      publish(trades, about(new Channel.Trades(), told));
    } else {
      publish(quotes, about(new Channel.Quotes(), told));
    }
    publish(status, about(new Channel.Status(), told));
  }

  private Gap about(Channel channel, Gap gap) {
    return new Gap(
        Topic.of(instrument, channel),
        gap.from(),
        gap.to(),
        gap.cause(),
        gap.missed(),
        gap.detail(),
        gap.receiveTime());
  }

  private FeedStatus about(Channel channel, FeedStatus told) {
    return new FeedStatus(
        Topic.of(instrument, channel),
        told.state(),
        told.attempt(),
        told.nextRetry(),
        told.reason(),
        told.receiveTime());
  }

  private static void publish(@Nullable TopicStream stream, MarketEvent event) {
    if (stream != null) {
      stream.publish(event);
    }
  }
}

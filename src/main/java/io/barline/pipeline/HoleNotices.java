package io.barline.pipeline;

import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.RepairedTrade;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.util.List;

/** What the topics that are made of an instrument's trades hear of its holes. */
final class HoleNotices {
  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final OpenStreams streams;

  HoleNotices(Instrument instrument, Pipeline.Shared shared, OpenStreams streams) {
    this.instrument = instrument;
    this.shared = shared;
    this.streams = streams;
  }

  /** Tells of a hole that ends with {@code to}; again, where more of it is known by now. */
  void missed(TradeHole hole, long to, TradeSuccession.Missed missed, long now) {
    long more = Math.max(0, missed.count() - hole.counted);
    PipelineCounts.increase(shared.counts().missedTrades(), more);
    hole.counted += more;
    hole.toldUntil = to;
    tell(hole, hole.toldEnd(to), missed.cause(), missed.count(), missed.detail(), now);
  }

  /** Tells of trades that came and don't count. */
  void rejected(TradeHole hole, long to, long now) {
    tell(hole, to, hole.cause, hole.missing, hole.reason, now);
  }

  /**
   * Nothing was seen from {@code from} to {@code to}, before the first trade came after which could
   * be searched.
   */
  void unseen(long from, long to, Gap.Cause cause, String reason, long now) {
    PipelineCounts.increase(shared.counts().gaps(), 1);
    long id = shared.gaps().nextId();
    Topic topic = Topic.of(instrument, new Channel.Trades());
    String detail = reason + ": trades may be missing since it was subscribed";
    List<Outlet> told =
        streams.tell(
            new UpstreamChannel.Trades(),
            new Gap(id, topic, from, Math.max(from, to), cause, Gap.UNKNOWN, detail, now));
    told.forEach(outlet -> outlet.unfilled(id, "no trade had come after which to search"));
  }

  private void tell(TradeHole hole, long to, Gap.Cause cause, long count, String detail, long now) {
    if (hole.told.isEmpty()) {
      PipelineCounts.increase(shared.counts().gaps(), 1);
    }
    Topic topic = Topic.of(instrument, new Channel.Trades());
    hole.told =
        streams.tell(
            new UpstreamChannel.Trades(),
            new Gap(hole.id, topic, hole.from, to, cause, count, detail, now));
  }

  /** Tells trades that were found. */
  void found(List<Trade> found) {
    for (Trade trade : found) {
      PipelineCounts.increase(shared.counts().trades(), 1);
      streams.publish(new RepairedTrade(trade));
    }
  }

  /** Nothing of it is missing any more. */
  void filled(TradeHole hole, long to, GapFilled.By by, long now) {
    for (Outlet outlet : hole.told) {
      outlet.tell(
          new GapFilled(
              hole.id,
              Topic.of(instrument, outlet.channel()),
              hole.from,
              hole.toldEnd(to),
              hole.rebuilt ? GapFilled.By.TRADES : by,
              hole.known,
              now));
    }
  }

  /** It stays, for all. */
  void unfilled(TradeHole hole, String reason) {
    hole.told.forEach(outlet -> outlet.unfilled(hole.id, reason));
  }

  /** Its trades can't be had; of its bars that is not known. */
  void tradesUnfilled(TradeHole hole, String reason) {
    for (Outlet outlet : hole.told) {
      if (outlet.channel() instanceof Channel.Trades) {
        outlet.unfilled(hole.id, reason);
      }
    }
  }

  /** Nobody wants what is made of the trades there any more. */
  void drop(TradeHole hole, Channel channel) {
    for (Outlet outlet : List.copyOf(hole.told)) {
      if (outlet.channel().equals(channel)) {
        outlet.unfilled(hole.id, "nobody wants " + channel.code() + " any more");
        hole.told.remove(outlet);
      }
    }
  }
}

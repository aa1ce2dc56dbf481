package io.barline.simulator.okx;

import io.barline.simulator.MarketBook;
import io.barline.simulator.SyntheticMarket;

/** {@code books5} and {@code bbo-tbt}: the best levels, whole whenever they have changed. */
final class BestTopic extends OkxTopic {
  private final int levels;
  private final long period;
  private long toldAt;
  private long told;

  /** {@code millis} is the period. */
  BestTopic(
      String channel, OkxInstrument instrument, SyntheticMarket market, int levels, int millis) {
    super(channel, instrument, market);
    this.levels = levels;
    this.period = millis * 1_000_000L;
  }

  @Override
  void greet(OkxConversation listener, long now) {
    MarketBook book = market.book(levels);
    if (!isWanted()) {
      told = book.updateId();
      toldAt = now;
    }
    listener.publish(frame(entry(book)));
  }

  @Override
  void tick(long now) {
    if (!isWanted() || now - toldAt < period) {
      return;
    }
    MarketBook book = market.book(levels);
    if (book.updateId() != told) {
      told = book.updateId();
      toldAt = now;
      publish(frame(entry(book)));
    }
  }

  private String entry(MarketBook book) {
    return "{\"asks\":%s,\"bids\":%s,\"instId\":\"%s\",\"ts\":\"%d\",\"seqId\":%d}"
        .formatted(
            OkxRows.side(book.asks()),
            OkxRows.side(book.bids()),
            instrument.instId(),
            book.time() / 1_000_000,
            book.updateId());
  }
}

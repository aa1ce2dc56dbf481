package io.barline.hub;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.RepairedTrade;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a stream tells those who come later. On the owner's thread. */
final class LastMessages {
  private final Encoder encoder;
  private @Nullable FeedStatus status;
  private long statusSeq;
  private @Nullable MarketEvent data;
  private long dataSeq;

  /** The number of the last status that was neither live nor quiet. */
  private long downSeq;

  private @Nullable Supplier<@Nullable MarketEvent> wholeBook;

  /** The data as newcomers get it; null until the first one comes. */
  private @Nullable Encoded encoded;

  LastMessages(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Where the whole of an order book is to be had. */
  void snapshots(Supplier<@Nullable MarketEvent> current) {
    wholeBook = current;
    encoded = null;
  }

  void remember(long seq, MarketEvent event) {
    switch (event) {
      case FeedStatus now -> {
        status = now;
        statusSeq = seq;
        if (now.state() != FeedStatus.State.LIVE && now.state() != FeedStatus.State.QUIET) {
          downSeq = seq;
        }
      }
      case Trade _, Quote _, BookSnapshot _, BookDelta _, BookReset _, Bar _, Ticker _ -> {
        data = event;
        dataSeq = seq;
        encoded = null;
      }
      // Of no use to who comes after it.
      case Gap _, GapFilled _, Quarantine _, RepairedTrade _ -> {}
    }
  }

  /** The number of the last data; 0 before the first. */
  long dataSeq() {
    return dataSeq;
  }

  @Nullable Encoded status() {
    return status == null ? null : encoder.snapshot(statusSeq, status);
  }

  /** The last data, the whole of an order book, or that it was lost; null where there is none. */
  @Nullable Encoded data() {
    if (encoded == null) {
      MarketEvent whole = whole();
      encoded = whole == null ? null : encoder.snapshot(dataSeq, whole);
    }
    return encoded;
  }

  private @Nullable MarketEvent whole() {
    MarketEvent now = data;
    boolean book = now instanceof BookSnapshot || now instanceof BookDelta;
    if (book && wholeBook != null) {
      return wholeBook.get();
    }
    return now instanceof BookDelta ? null : now;
  }

  LastValue value() {
    return data instanceof BookReset reset
        ? new LastValue(status, null, reset.reason(), false)
        : new LastValue(status, data(), null, dataSeq > downSeq);
  }
}

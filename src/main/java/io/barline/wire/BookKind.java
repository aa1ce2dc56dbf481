package io.barline.wire;

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
import org.jspecify.annotations.Nullable;

/** What a message does to the order book that its reader keeps. */
public enum BookKind {
  /** Replaces it. */
  SNAPSHOT("snapshot"),
  /** Changes it, if it stands at the message that this one names. */
  DELTA("delta"),
  /** Voids it, until a snapshot comes. */
  RESET("reset");

  private final String code;

  BookKind(String code) {
    this.code = code;
  }

  /** The name on the wire. */
  public String code() {
    return code;
  }

  static @Nullable BookKind of(MarketEvent event) {
    return switch (event) {
      case BookSnapshot _ -> SNAPSHOT;
      case BookDelta _ -> DELTA;
      case BookReset _ -> RESET;
      case Trade _,
          RepairedTrade _,
          Quote _,
          Bar _,
          Ticker _,
          FeedStatus _,
          Gap _,
          GapFilled _,
          Quarantine _ ->
          null;
    };
  }
}

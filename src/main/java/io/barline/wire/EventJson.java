package io.barline.wire;

import static io.barline.wire.JsonBuffer.key;

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

/** The fields of each kind of event. What is not known is left out. */
final class EventJson {
  static final byte[] EXCHANGE_TIME = key("exchangeTime");
  static final byte[] RECEIVE_TIME = key("receiveTime");

  private static final byte[] ID = key("id");
  private static final byte[] PRICE = key("price");
  private static final byte[] SIZE = key("size");
  private static final byte[] SIDE = key("side");
  private static final byte[] COUNT = key("count");
  private static final byte[] BID = key("bid");
  private static final byte[] BID_SIZE = key("bidSize");
  private static final byte[] ASK = key("ask");
  private static final byte[] ASK_SIZE = key("askSize");
  private static final byte[] SOURCE = key("source");
  private static final byte[] STATE = key("state");
  private static final byte[] ATTEMPT = key("attempt");
  private static final byte[] NEXT_RETRY = key("nextRetry");
  private static final byte[] REASON = key("reason");
  private static final byte[] FROM = key("from");
  private static final byte[] TO = key("to");
  private static final byte[] CAUSE = key("cause");
  private static final byte[] MISSED = key("missed");
  private static final byte[] GAP = key("gap");
  private static final byte[] BY = key("by");
  private static final byte[] FOUND = key("found");
  private static final byte[] REPAIRED = key("repaired");
  private static final byte[] TRADES = key("trades");
  private static final byte[] REFERENCE = key("reference");
  private static final byte[] DETAIL = key("detail");

  private EventJson() {}

  static MessageType typeOf(MarketEvent event) {
    return switch (event) {
      case Trade _, RepairedTrade _ -> MessageType.TRADE;
      case Quote _ -> MessageType.QUOTE;
      case BookSnapshot _, BookDelta _, BookReset _ -> MessageType.BOOK;
      case Bar _ -> MessageType.BAR;
      case Ticker _ -> MessageType.TICKER;
      case FeedStatus _ -> MessageType.STATUS;
      case Gap _ -> MessageType.GAP;
      case GapFilled _ -> MessageType.GAP_FILLED;
      case Quarantine _ -> MessageType.QUARANTINE;
    };
  }

  /**
   * @param previous the number of the data before it
   */
  static void write(MarketEvent event, long previous, JsonBuffer json) {
    switch (event) {
      case Trade trade -> trade(trade, json);
      case RepairedTrade(Trade trade) -> {
        trade(trade, json);
        json.key(REPAIRED).flag(true);
      }
      case Quote quote -> quote(quote, json);
      case BookSnapshot book -> BookJson.snapshot(book, json);
      case BookDelta delta -> BookJson.delta(delta, previous, json);
      case BookReset reset -> BookJson.reset(reset, json);
      case Ticker ticker -> TickerJson.write(ticker, json);
      case Bar bar -> BarJson.write(bar, json);
      case FeedStatus status -> status(status, json);
      case Gap gap -> gap(gap, json);
      case GapFilled filled -> filled(filled, json);
      case Quarantine quarantine -> quarantine(quarantine, json);
    }
  }

  private static void trade(Trade trade, JsonBuffer json) {
    String textId = trade.textId();
    if (textId != null) {
      json.key(ID).string(textId);
    } else if (trade.sequence() != Trade.NO_SEQUENCE) {
      json.key(ID).raw('"').number(trade.sequence()).raw('"');
    }
    json.key(PRICE).decimal(trade.price());
    json.key(SIZE).decimal(trade.size());
    json.key(SIDE).code(trade.taker().code());
    json.key(COUNT).number(trade.count());
    json.key(EXCHANGE_TIME).time(trade.exchangeTime());
    json.key(RECEIVE_TIME).time(trade.receiveTime());
  }

  private static void quote(Quote quote, JsonBuffer json) {
    json.key(BID).decimal(quote.bid());
    json.key(BID_SIZE).decimal(quote.bidSize());
    json.key(ASK).decimal(quote.ask());
    json.key(ASK_SIZE).decimal(quote.askSize());
    if (quote.exchangeTime() != 0) {
      json.key(EXCHANGE_TIME).time(quote.exchangeTime());
    }
    json.key(RECEIVE_TIME).time(quote.receiveTime());
  }

  private static void status(FeedStatus status, JsonBuffer json) {
    String source = status.source();
    if (source != null) {
      json.key(SOURCE).code(source);
    }
    json.key(STATE).code(status.state().code());
    json.key(ATTEMPT).number(status.attempt());
    if (status.nextRetry() != 0) {
      json.key(NEXT_RETRY).time(status.nextRetry());
    }
    String reason = status.reason();
    if (reason != null) {
      json.key(REASON).string(reason);
    }
    json.key(RECEIVE_TIME).time(status.receiveTime());
  }

  private static void gap(Gap gap, JsonBuffer json) {
    json.key(GAP).number(gap.id());
    json.key(FROM).time(gap.from());
    json.key(TO).time(gap.to());
    json.key(CAUSE).code(gap.cause().code());
    if (gap.missed() != Gap.UNKNOWN) {
      json.key(MISSED).number(gap.missed());
    }
    json.key(DETAIL).string(gap.detail());
    json.key(RECEIVE_TIME).time(gap.receiveTime());
  }

  private static void filled(GapFilled filled, JsonBuffer json) {
    json.key(GAP).number(filled.gap());
    json.key(FROM).time(filled.from());
    json.key(TO).time(filled.to());
    json.key(BY).code(filled.by().code());
    if (filled.found() != Gap.UNKNOWN) {
      json.key(FOUND).number(filled.found());
    }
    json.key(RECEIVE_TIME).time(filled.receiveTime());
  }

  private static void quarantine(Quarantine quarantine, JsonBuffer json) {
    json.key(STATE).code(quarantine.state().code());
    json.key(TRADES).number(quarantine.trades());
    json.key(PRICE).decimal(quarantine.price());
    json.key(REFERENCE).decimal(quarantine.reference());
    json.key(REASON).string(quarantine.reason());
    json.key(RECEIVE_TIME).time(quarantine.receiveTime());
  }
}

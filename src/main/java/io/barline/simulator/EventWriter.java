package io.barline.simulator;

import io.barline.market.Interval;
import io.barline.market.UtcNanos;

/**
 * Writes the payloads of one instrument's streams, in the field order of the exchange.
 *
 * @see <a
 *     href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams">Spot</a>
 * @see <a
 *     href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams">USD-M</a>
 */
final class EventWriter {
  private final SimulatedInstrument instrument;
  private final boolean futures;
  private final byte[] symbol;
  private final byte[] pair;
  private final int priceScale;
  private final int priceDigits;
  private final int sizeScale;
  private final int sizeDigits;
  private final JsonBuffer json = new JsonBuffer();

  EventWriter(SimulatedInstrument instrument) {
    this(instrument, instrument.symbol());
  }

  /** Writes {@code symbol} wherever the instrument's is due. */
  EventWriter(SimulatedInstrument instrument, String symbol) {
    this.instrument = instrument;
    this.futures = instrument.segment().isFutures();
    this.symbol = new JsonBuffer().string(symbol).toBytes();
    this.pair = new JsonBuffer().string(instrument.base() + instrument.quote()).toBytes();
    this.priceScale = instrument.priceScale();
    this.priceDigits = instrument.priceDigits();
    this.sizeScale = instrument.sizeScale();
    this.sizeDigits = instrument.sizeDigits();
  }

  /** A time in the unit that the listener asked for. */
  static long unit(long nanos, boolean micros) {
    return nanos / (micros ? 1_000 : UtcNanos.MILLISECOND);
  }

  /**
   * {@code {"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100",
   * "T":1672515782136,"m":true,"M":true}}.
   */
  JsonBuffer trade(Execution trade, long now, boolean micros) {
    event("trade", now, micros).raw(",\"t\":").number(trade.lastId());
    priceAndSize(trade).raw(",\"T\":").number(unit(trade.time(), micros));
    if (futures) {
      json.raw(",\"X\":\"MARKET\"");
    }
    json.raw(",\"m\":").bool(trade.buyerMaker());
    return json.raw(futures ? "}" : ",\"M\":true}");
  }

  /**
   * {@code {"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,
   * "l":105,"T":1672515782136,"m":true,"M":true}}; futures have {@code a} and, USD-M, {@code nq}.
   */
  JsonBuffer aggTrade(Execution trade, long now, boolean micros) {
    event("aggTrade", now, micros).raw(",\"a\":").number(trade.id());
    priceAndSize(trade);
    if (instrument.segment() == Segment.USDM) {
      json.raw(",\"nq\":");
      size(json, trade.size());
    }
    json.raw(",\"f\":").number(trade.firstId()).raw(",\"l\":").number(trade.lastId());
    json.raw(",\"T\":").number(unit(trade.time(), micros));
    json.raw(",\"m\":").bool(trade.buyerMaker());
    return json.raw(futures ? "}" : ",\"M\":true}");
  }

  /** Spot's has neither an event type nor a time. */
  JsonBuffer bookTicker(Book book, long now, boolean micros) {
    json.clear().raw(futures ? "{\"e\":\"bookTicker\",\"u\":" : "{\"u\":");
    json.number(book.lastUpdateId()).raw(",\"s\":").raw(symbol);
    if (futures) {
      json.raw(",\"ps\":").raw(pair);
    }
    touch(json, book, "b", "B", "a", "A");
    if (futures) {
      json.raw(",\"T\":").number(unit(book.time(), micros));
      json.raw(",\"E\":").number(unit(now, micros));
    }
    return json.raw("}");
  }

  /** The best prices and sizes as four fields, each with a comma before it. */
  void touch(JsonBuffer out, Book book, String bid, String bidSize, String ask, String askSize) {
    price(out.raw(",").string(bid).raw(":"), book.bids.price(0));
    size(out.raw(",").string(bidSize).raw(":"), book.bids.size(0));
    price(out.raw(",").string(ask).raw(":"), book.asks.price(0));
    size(out.raw(",").string(askSize).raw(":"), book.asks.size(0));
  }

  JsonBuffer kline(Kline bar, Interval interval, boolean closed, long now, boolean micros) {
    event("kline", now, micros).raw(",\"k\":{\"t\":").number(unit(bar.start, micros));
    json.raw(",\"T\":").number(unit(bar.end, micros) - 1).raw(",\"s\":").raw(symbol);
    json.raw(",\"i\":").string(interval.code());
    json.raw(",\"f\":").number(bar.firstId).raw(",\"L\":").number(bar.lastId);
    price(json.raw(",\"o\":"), bar.open);
    price(json.raw(",\"c\":"), bar.close);
    price(json.raw(",\"h\":"), bar.high);
    price(json.raw(",\"l\":"), bar.low);
    size(json.raw(",\"v\":"), bar.volume).raw(",\"n\":").number(bar.count);
    json.raw(",\"x\":").bool(closed).raw(",\"q\":");
    json.decimal(bar.quoteVolume(), instrument.quoteScale(), instrument.quoteDigits());
    size(json.raw(",\"V\":"), bar.takerVolume).raw(",\"Q\":");
    json.decimal(bar.takerQuoteVolume(), instrument.quoteScale(), instrument.quoteDigits());
    return json.raw(",\"B\":\"0\"}}");
  }

  /** The futures' ones lack the best bid and ask. */
  JsonBuffer ticker(TickerFeed feed, Book book, long now, boolean micros) {
    Kline day = feed.day();
    event("24hrTicker", now, micros);
    if (futures) {
      json.raw(",\"ps\":").raw(pair);
    }
    price(json.raw(",\"p\":"), day.close - day.open);
    price(json.raw(",\"c\":"), day.close);
    size(json.raw(",\"Q\":"), feed.lastSize());
    if (!futures) {
      touch(json, book, "b", "B", "a", "A");
    }
    price(json.raw(",\"o\":"), day.open);
    price(json.raw(",\"h\":"), day.high);
    price(json.raw(",\"l\":"), day.low);
    size(json.raw(",\"v\":"), day.volume).raw(",\"q\":");
    json.decimal(day.quoteVolume(), instrument.quoteScale(), instrument.quoteDigits());
    json.raw(",\"O\":").number(unit(day.start, micros));
    json.raw(",\"C\":").number(unit(feed.lastTrade(), micros));
    json.raw(",\"F\":").number(day.firstId).raw(",\"L\":").number(day.lastId);
    return json.raw(",\"n\":").number(day.count).raw("}");
  }

  JsonBuffer depth(DepthFeed feed, Book book, long now, boolean micros) {
    event("depthUpdate", now, micros);
    if (futures) {
      json.raw(",\"T\":").number(unit(book.time(), micros)).raw(",\"ps\":").raw(pair);
    }
    json.raw(",\"U\":").number(feed.firstId()).raw(",\"u\":").number(book.lastUpdateId());
    if (futures) {
      json.raw(",\"pu\":").number(feed.previousId());
    }
    changes(feed, book, ",\"b\":[", true);
    changes(feed, book, ",\"a\":[", false);
    return json.raw("}");
  }

  private void changes(DepthFeed feed, Book book, String open, boolean bidSide) {
    json.raw(open);
    int empty = json.length();
    feed.changes(
        book,
        bidSide,
        (price, size) -> {
          json.raw(json.length() == empty ? "[" : ",[");
          price(json, price).raw(",");
          size(json, size).raw("]");
        });
    json.raw("]");
  }

  /**
   * Spot's has no symbol and no event type: only the stream's name tells whose it is. Futures send
   * the whole envelope of a diff, though it is a snapshot.
   */
  JsonBuffer partialDepth(PartialDepthFeed feed, Book book, long now, boolean micros) {
    if (futures) {
      event("depthUpdate", now, micros).raw(",\"T\":").number(unit(book.time(), micros));
      json.raw(",\"ps\":").raw(pair).raw(",\"U\":").number(feed.previousId() + 1);
      json.raw(",\"u\":").number(book.lastUpdateId()).raw(",\"pu\":").number(feed.previousId());
    } else {
      json.clear().raw("{\"lastUpdateId\":").number(book.lastUpdateId());
    }
    levels(json, futures ? "b" : "bids", book.bids, feed.levels);
    levels(json, futures ? "a" : "asks", book.asks, feed.levels);
    return json.raw("}");
  }

  void levels(JsonBuffer out, String name, Ladder ladder, int limit) {
    out.raw(",").string(name).raw(":[");
    for (int level = 0; level < Math.min(limit, ladder.count()); level++) {
      price(out.raw(level == 0 ? "[" : ",["), ladder.price(level));
      size(out.raw(","), ladder.size(level)).raw("]");
    }
    out.raw("]");
  }

  JsonBuffer price(JsonBuffer out, long price) {
    return out.decimal(price, priceScale, priceDigits);
  }

  JsonBuffer size(JsonBuffer out, long size) {
    return out.decimal(size, sizeScale, sizeDigits);
  }

  private JsonBuffer event(String type, long now, boolean micros) {
    json.clear().raw("{\"e\":\"").raw(type).raw("\",\"E\":").number(unit(now, micros));
    return json.raw(",\"s\":").raw(symbol);
  }

  private JsonBuffer priceAndSize(Execution trade) {
    price(json.raw(",\"p\":"), trade.price());
    return size(json.raw(",\"q\":"), trade.size());
  }
}

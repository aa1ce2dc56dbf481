package io.barline.simulator;

/** Writes the rows of REST answers. */
final class RestRows {
  private RestRows() {}

  /**
   * {@code [openTime,"o","h","l","c","v",closeTime,"quoteVolume",trades,"takerBase","takerQuote",
   * "0"]}.
   */
  static void kline(JsonBuffer json, Market market, Kline bar, boolean micros) {
    SimulatedInstrument instrument = market.instrument;
    EventWriter writer = market.writer();
    json.raw("[").number(EventWriter.unit(bar.start, micros));
    writer.price(json.raw(","), bar.open);
    writer.price(json.raw(","), bar.high);
    writer.price(json.raw(","), bar.low);
    writer.price(json.raw(","), bar.close);
    writer.size(json.raw(","), bar.volume);
    json.raw(",").number(EventWriter.unit(bar.end, micros) - 1).raw(",");
    json.decimal(bar.quoteVolume(), instrument.quoteScale(), instrument.quoteDigits());
    json.raw(",").number(bar.count);
    writer.size(json.raw(","), bar.takerVolume).raw(",");
    json.decimal(bar.takerQuoteVolume(), instrument.quoteScale(), instrument.quoteDigits());
    json.raw(",\"0\"]");
  }

  static JsonBuffer depth(Market market, int limit, long now) {
    SimulatedInstrument instrument = market.instrument;
    Book book = market.book;
    JsonBuffer json = new JsonBuffer().raw("{\"lastUpdateId\":").number(book.lastUpdateId());
    if (instrument.segment().isFutures()) {
      json.raw(",\"E\":").number(EventWriter.unit(now, false));
      json.raw(",\"T\":").number(EventWriter.unit(book.time(), false));
    }
    if (instrument.segment() == Segment.COINM) {
      json.raw(",\"symbol\":").string(instrument.symbol());
      json.raw(",\"pair\":").string(instrument.base() + instrument.quote());
    }
    market.writer().levels(json, "bids", book.bids, limit);
    market.writer().levels(json, "asks", book.asks, limit);
    return json.raw("}");
  }

  static void aggTrade(JsonBuffer json, Market market, Execution trade, boolean micros) {
    json.raw("{\"a\":").number(trade.id());
    market.writer().price(json.raw(",\"p\":"), trade.price());
    market.writer().size(json.raw(",\"q\":"), trade.size());
    json.raw(",\"f\":").number(trade.firstId()).raw(",\"l\":").number(trade.lastId());
    json.raw(",\"T\":").number(EventWriter.unit(trade.time(), micros));
    json.raw(",\"m\":").bool(trade.buyerMaker());
    json.raw(market.instrument.segment().isFutures() ? "}" : ",\"M\":true}");
  }

  static void trade(JsonBuffer json, Market market, Execution trade, boolean micros) {
    boolean inverse = market.instrument.segment() == Segment.COINM;
    json.raw("{\"id\":").number(trade.lastId());
    market.writer().price(json.raw(",\"price\":"), trade.price());
    market.writer().size(json.raw(",\"qty\":"), trade.size());
    json.raw(inverse ? ",\"baseQty\":" : ",\"quoteQty\":");
    SimulatedInstrument instrument = market.instrument;
    json.decimal(
        Market.quoteVolume(instrument, trade), instrument.quoteScale(), instrument.quoteDigits());
    json.raw(",\"time\":").number(EventWriter.unit(trade.time(), micros));
    json.raw(",\"isBuyerMaker\":").bool(trade.buyerMaker());
    json.raw(instrument.segment().isFutures() ? "}" : ",\"isBestMatch\":true}");
  }

  static JsonBuffer bookTicker(JsonBuffer json, Market market, boolean micros) {
    SimulatedInstrument instrument = market.instrument;
    json.raw("{\"symbol\":").string(instrument.symbol());
    market.writer().touch(json, market.book, "bidPrice", "bidQty", "askPrice", "askQty");
    if (instrument.segment().isFutures()) {
      json.raw(",\"time\":").number(EventWriter.unit(market.book.time(), micros));
    }
    return json.raw("}");
  }
}

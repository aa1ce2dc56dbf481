package io.barline.simulator.kraken;

import io.barline.market.Level;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What REST tells of many assets or pairs at once, by their names. */
final class KrakenListing {
  private KrakenListing() {}

  static String assets(List<KrakenMarket> markets) {
    return markets.stream()
        .flatMap(market -> Stream.of(market.instrument.base(), market.instrument.quote()))
        .distinct()
        .map(
            asset ->
                "\"%s\":{\"aclass\":\"currency\",\"altname\":\"%s\",\"decimals\":%d,\"display_decimals\":%d,\"status\":\"enabled\"}"
                    .formatted(
                        asset.id(), asset.altname(), asset.decimals(), asset.displayDecimals()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String pairs(List<KrakenMarket> markets) {
    return byId(markets, market -> pair(market.instrument));
  }

  private static String pair(KrakenInstrument instrument) {
    return "{\"altname\":\"%s\",\"wsname\":\"%s\",\"aclass_base\":\"currency\",\"base\":\"%s\",\"aclass_quote\":\"currency\",\"quote\":\"%s\",\"lot\":\"unit\",\"cost_decimals\":5,\"pair_decimals\":%d,\"lot_decimals\":%d,\"lot_multiplier\":1,\"leverage_buy\":[],\"leverage_sell\":[],\"fees\":[[0,0.4]],\"fees_maker\":[[0,0.25]],\"fee_volume_currency\":\"ZUSD\",\"margin_call\":80,\"margin_stop\":40,\"ordermin\":\"%s\",\"costmin\":\"0.5\",\"tick_size\":\"%s\",\"status\":\"%s\"}"
        .formatted(
            instrument.altname(),
            instrument.wsname(),
            instrument.base().id(),
            instrument.quote().id(),
            instrument.terms().tickSize().scale(),
            instrument.terms().lotSize().scale(),
            instrument.terms().lotSize(),
            instrument.terms().tickSize(),
            instrument.status());
  }

  /** Those in which something has traded; the last day and all before are the same here. */
  static String tickers(List<KrakenMarket> markets) {
    return byId(
        markets.stream().filter(market -> market.totals.sums() != null).toList(),
        market -> {
          Candle sums = market.totals.sums();
          return sums == null ? "{}" : ticker(market, sums);
        });
  }

  private static String ticker(KrakenMarket market, Candle sums) {
    KrakenInstrument instrument = market.instrument;
    MarketBook book = market.market.book(1);
    String last = instrument.price(sums.close());
    return "{\"a\":%s,\"b\":%s,\"c\":%s,\"v\":%s,\"p\":%s,\"t\":[%d,%d],\"l\":%s,\"h\":%s,\"o\":\"%s\"}"
        .formatted(
            touch(instrument, book.asks().getFirst()),
            touch(instrument, book.bids().getFirst()),
            "[\"" + last + "\",\"" + instrument.size(instrument.terms().lotSize()) + "\"]",
            twice(instrument.size(sums.volume())),
            twice(instrument.average(sums.value(), sums.volume())),
            sums.trades(),
            sums.trades(),
            twice(instrument.price(sums.low())),
            twice(instrument.price(sums.high())),
            instrument.price(sums.open()));
  }

  /** The price, the size in whole lots, the size. */
  private static String touch(KrakenInstrument instrument, Level level) {
    return "[\"%s\",\"%s\",\"%s\"]"
        .formatted(
            instrument.price(level.price()),
            level.size().toBigDecimal().toBigInteger(),
            instrument.size(level.size()));
  }

  /** Of today and of the last 24 hours. */
  private static String twice(String value) {
    return "[\"" + value + "\",\"" + value + "\"]";
  }

  private static String byId(List<KrakenMarket> markets, Function<KrakenMarket, String> entry) {
    return markets.stream()
        .map(market -> "\"" + market.instrument.id() + "\":" + entry.apply(market))
        .collect(Collectors.joining(",", "{", "}"));
  }
}

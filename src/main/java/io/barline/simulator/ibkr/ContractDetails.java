package io.barline.simulator.ibkr;

import java.util.ArrayList;
import java.util.List;

/** The message 10 in the layout of each version from 157 on. */
final class ContractDetails {
  private static final String ORDER_TYPES = "ACTIVETIM,ADJUST,ALERT,ALLOC,DAY,GTC,LMT,MKT,STP";

  private ContractDetails() {}

  static byte[] frame(int version, int reqId, IbkrMarket market, long now) {
    IbkrInstrument of = market.instrument;
    List<Object> fields = new ArrayList<>();
    fields.add(10);
    if (version < 164) {
      fields.add(8);
    }
    fields.addAll(List.of(reqId, of.symbol(), of.secType(), of.expiry()));
    if (version >= 182) {
      fields.add(of.expiry());
    }
    fields.addAll(
        List.of(
            of.strike().isEmpty() ? "0" : of.strike(),
            of.right().isEmpty() ? "0" : of.right(),
            of.exchange(),
            of.currency(),
            of.localSymbol(),
            of.tradingClass(),
            of.tradingClass(),
            of.conId(),
            of.terms().tickSize()));
    if (version < 164) {
      fields.add(of.isStock() ? 100 : 1);
    }
    fields.addAll(
        List.of(
            of.multiplier(),
            ORDER_TYPES,
            String.join(",", of.validExchanges()),
            1,
            underlying(market),
            Frame.escaped(of.longName()),
            of.primaryExchange(),
            month(of.expiry()),
            of.isStock() ? "Technology" : "",
            of.isStock() ? "Computers" : "",
            of.isStock() ? "Computers" : "",
            of.timeZoneId(),
            market.hoursText(false, now),
            market.hoursText(true, now),
            "",
            0));
    // No security ids.
    fields.add(0);
    fields.addAll(
        List.of(
            1,
            of.secType().equals("OPT") ? of.symbol() : "",
            of.secType().equals("OPT") ? "STK" : "",
            of.marketRuleIds(),
            of.expiry(),
            of.isStock() ? "COMMON" : ""));
    if (version >= 164) {
      Object step = of.isCrypto() ? of.terms().lotSize() : 1;
      fields.addAll(List.of(step, step, of.isStock() ? 100 : 1));
    }
    if (version >= 186) {
      fields.add(0);
    }
    return Frame.of(fields);
  }

  private static int underlying(IbkrMarket market) {
    return market.underlying == null ? 0 : market.underlying.instrument.conId();
  }

  private static String month(String expiry) {
    return expiry.isEmpty() ? "" : expiry.substring(0, 6);
  }
}

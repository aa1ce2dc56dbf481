package io.barline.simulator.ibkr;

import static io.barline.simulator.ibkr.IbkrInstrument.stock;

import io.barline.simulator.MarketTerms;
import java.util.List;

/** The contracts that are listed unless told otherwise. */
final class IbkrDefaults {
  private static final String NEW_YORK = "US/Eastern";
  private static final String CHICAGO = "US/Central";

  private IbkrDefaults() {}

  static List<IbkrInstrument> all() {
    return List.of(
        stock(265598, "AAPL", "NASDAQ", "USD", "APPLE INC", "250"),
        stock(272093, "MSFT", "NASDAQ", "USD", "MICROSOFT CORP", "480"),
        stock(700001, "DUAL", "NYSE", "USD", "DUAL LISTING PLC", "70"),
        stock(700002, "DUAL", "AEB", "EUR", "DUAL LISTING PLC", "60").named("DUAL.EUR"),
        future(700011, "ESZ6", "20261218", "6000"),
        future(700012, "ESH7", "20270319", "6050"),
        option(700021, "AAPL-C250", "AAPL", "20261218", "250", "C"),
        new IbkrInstrument(
            12087792,
            "EUR",
            "CASH",
            "",
            "",
            "",
            "",
            "IDEALPRO",
            "IDEALPRO",
            "USD",
            "EUR.USD",
            "EUR.USD",
            "European Monetary Union Euro",
            NEW_YORK,
            List.of("IDEALPRO"),
            "239",
            MarketTerms.of("EUR.USD", "0.00005", "1", "1.1", "1000000")),
        cfd(700031, "IBUS500", "IBUS500", "IBUS500", "S&P 500 Index", "0.01", "6000"),
        cfd(700032, "AAPL.CFD", "AAPL", "AAPLn", "APPLE INC", "0.01", "250"),
        new IbkrInstrument(
            479624278,
            "BTC",
            "CRYPTO",
            "",
            "",
            "",
            "",
            "PAXOS",
            "PAXOS",
            "USD",
            "BTC.USD",
            "BTC",
            "Bitcoin cryptocurrency",
            NEW_YORK,
            List.of("PAXOS", "ZEROHASH"),
            "1646,1646",
            MarketTerms.of("BTC", "0.25", "0.00000001", "65000", "0.02")),
        new IbkrInstrument(
            416904,
            "SPX",
            "IND",
            "",
            "",
            "",
            "",
            "CBOE",
            "CBOE",
            "USD",
            "SPX",
            "SPX",
            "S&P 500 Stock Index",
            CHICAGO,
            List.of("CBOE"),
            "26",
            MarketTerms.of("SPX", "0.01", "1", "6000", "1")));
  }

  private static IbkrInstrument future(int conId, String local, String expiry, String price) {
    return new IbkrInstrument(
        conId,
        "ES",
        "FUT",
        expiry,
        "",
        "",
        "50",
        "CME",
        "CME",
        "USD",
        local,
        "ES",
        "E-mini S&P 500",
        CHICAGO,
        List.of("CME"),
        "67",
        MarketTerms.of(local, "0.25", "1", price, "3"));
  }

  private static IbkrInstrument option(
      int conId, String name, String symbol, String expiry, String strike, String right) {
    String local =
        "%-6s%s%s%08d".formatted(symbol, expiry.substring(2), right, Long.parseLong(strike) * 1000);
    return new IbkrInstrument(
        conId,
        symbol,
        "OPT",
        expiry,
        strike,
        right,
        "100",
        "SMART",
        "CBOE",
        "USD",
        local,
        symbol,
        symbol + " " + expiry + " " + strike + right,
        NEW_YORK,
        List.of("SMART", "CBOE", "AMEX"),
        "32,109,109",
        MarketTerms.of(name, "0.01", "1", "12", "5"));
  }

  private static IbkrInstrument cfd(
      int conId,
      String name,
      String symbol,
      String local,
      String longName,
      String tick,
      String price) {
    return new IbkrInstrument(
        conId,
        symbol,
        "CFD",
        "",
        "",
        "",
        "",
        "SMART",
        "",
        "USD",
        local,
        local,
        longName,
        NEW_YORK,
        List.of("SMART"),
        "1",
        MarketTerms.of(name, tick, "1", price, "10"));
  }
}

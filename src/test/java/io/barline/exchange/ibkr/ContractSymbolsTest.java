package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Decimal;
import io.barline.market.Instrument;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractSymbolsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AAPL|AAPL|AAPL-STK-SMART-USD",
        " aapl |AAPL|AAPL-STK-SMART-USD",
        "aapl-stk-smart-usd|AAPL|AAPL-STK-SMART-USD",
        "BRK.B|BRK B|BRK B-STK-SMART-USD",
        "BRK B|BRK B|BRK B-STK-SMART-USD",
        "BRK B-STK-SMART-USD|BRK B|BRK B-STK-SMART-USD",
        "RCI.B-STK-TSE-CAD|RCI.B-STK-TSE-CAD|RCI.B-STK-TSE-CAD",
        "RCI.B-STK-SMART-USD|RCI.B-STK-SMART-USD|RCI.B-STK-SMART-USD",
        "A-B-STK-SMART-USD|A-B-STK-SMART-USD|A-B-STK-SMART-USD",
        "EUR/USD|EUR/USD|EUR-CASH-IDEALPRO-USD",
        "EUR.USD|EUR/USD|EUR-CASH-IDEALPRO-USD",
        "EUR-CASH-IDEALPRO-USD|EUR/USD|EUR-CASH-IDEALPRO-USD",
        "USD/CNH|USD/CNH|USD-CASH-IDEALPRO-CNH",
        "EUR|EUR|EUR-STK-SMART-USD",
        "BTC/USD|BTC/USD|BTC-CRYPTO-PAXOS-USD",
        "BTC-CRYPTO-PAXOS-USD|BTC/USD|BTC-CRYPTO-PAXOS-USD",
        "BTC-CRYPTO-ZEROHASH-USD|BTC-CRYPTO-ZEROHASH-USD|BTC-CRYPTO-ZEROHASH-USD",
        "AAPL-STK-SMART.NASDAQ-USD|AAPL-STK-SMART.NASDAQ-USD|AAPL-STK-SMART.NASDAQ-USD",
        "AAPL-STK-SMART-USD-NMS|AAPL-STK-SMART-USD-NMS|AAPL-STK-SMART-USD-NMS",
        "SHEL-STK-LSE-GBP|SHEL-STK-LSE-GBP|SHEL-STK-LSE-GBP",
        "ES-FUT-CME-USD-20261218|ES-FUT-CME-USD-20261218|ES-FUT-CME-USD-20261218",
        "ES-FUT-CME-USD-202612|ES-FUT-CME-USD-202612|ES-FUT-CME-USD-202612",
        "SI-FUT-COMEX-USD-202612-SIL|SI-FUT-COMEX-USD-202612-SIL|SI-FUT-COMEX-USD-202612-SIL",
        "IBUS500-CFD-SMART-USD|IBUS500-CFD-SMART-USD|IBUS500-CFD-SMART-USD",
        "SPX-IND-CBOE-USD|SPX-IND-CBOE-USD|SPX-IND-CBOE-USD",
        "XAUUSD-CMDTY-SMART-USD|XAUUSD-CMDTY-SMART-USD|XAUUSD-CMDTY-SMART-USD"
      })
  void symbolsHaveAShortestAndAFullForm(String written, String unified, String full) {
    Contract contract = ContractSymbols.parse(written).orElseThrow();
    assertThat(ContractSymbols.unified(contract)).isEqualTo(unified);
    assertThat(ContractSymbols.instrument(contract).nativeSymbol()).isEqualTo(full);
    assertThat(ContractSymbols.trouble(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AAPL-OPT-SMART-USD-20261218-250-C,AAPL-OPT-SMART-USD-20261218-250-C",
    "AAPL-OPT-SMART-USD-20261218-250.50-CALL,AAPL-OPT-SMART-USD-20261218-250.5-C",
    "aapl-opt-smart-usd-20261218-0250.0-put,AAPL-OPT-SMART-USD-20261218-250-P",
    "SPX-OPT-SMART-USD-20261218-5000-C-SPXW,SPX-OPT-SMART-USD-20261218-5000-C-SPXW",
    "ES-FOP-CME-USD-20261218-5000-P,ES-FOP-CME-USD-20261218-5000-P"
  })
  void optionsHaveACanonicalForm(String written, String unified) {
    Contract contract = ContractSymbols.parse(written).orElseThrow();
    assertThat(ContractSymbols.unified(contract)).isEqualTo(unified);
  }

  @Test
  void aFullSymbolTellsEveryPart() {
    assertThat(ContractSymbols.parse("SPX-OPT-SMART.CBOE-USD-20261218-5000.5-P-SPXW"))
        .contains(
            new Contract(
                0,
                "SPX",
                "OPT",
                "20261218",
                Decimal.of(50005, 1),
                "P",
                "",
                "SMART",
                "CBOE",
                "USD",
                "",
                "SPXW"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|is no symbol",
        "BTC-USD|write AAPL for a US stock",
        "AAPL:STK|is no symbol",
        "AAPL-FOO-SMART-USD|FOO is no type of contract; there are STK, FUT, OPT",
        "AAPL-STK|the exchange must follow STK, such as SHEL-STK-LSE-GBP",
        "AAPL-STK-SM/ART-USD|the exchange must follow STK",
        "AAPL-STK-SMART|a currency must follow SMART",
        "AAPL-STK-SMART-USDT|a currency must follow SMART",
        "ES-FUT-CME-USD|FUT expires on a day or in a month, not \"\"",
        "ES-FUT-CME-USD-202613|not \"202613\"; write it as in ES-FUT-CME-USD-20261218",
        "ES-FUT-CME-USD-20260230|not \"20260230\"",
        "AAPL-OPT-SMART-USD-202612-250-C|OPT expires on a day, not \"202612\"",
        "AAPL-OPT-SMART-USD-20261218|a strike above 0 must follow 20261218, not \"\"",
        "AAPL-OPT-SMART-USD-20261218-0-C|a strike above 0",
        "AAPL-OPT-SMART-USD-20261218-1E3-C|not \"1E3\"",
        "AAPL-OPT-SMART-USD-20261218-250-X|C for a call or P for a put",
        "AAPL-OPT-SMART-USD-20261218-250|C for a call or P for a put",
        "AAPL-OPT-SMART-USD-20261218-250-C-A-B|nothing but a trading class",
        "AAPL-STK-SMART-USD-|nothing but a trading class",
        "EUR/XYZ|XYZ of EUR/XYZ is no currency",
        "XAU/USD|XAU is a metal; write it as XAUUSD-CMDTY-SMART-USD",
        "+-STK-SMART-USD|is no symbol of a contract"
      })
  void saysWhatIsWrong(String written, String trouble) {
    assertThat(ContractSymbols.parse(written)).isEmpty();
    assertThat(ContractSymbols.trouble(written)).contains(trouble);
  }

  @Test
  void longSymbolsAreRefused() {
    assertThat(ContractSymbols.trouble("A".repeat(65))).contains("64 characters at most");
  }

  @Test
  void instrumentsSayWhatTheyAre() {
    assertThat(instrument("AAPL").type()).isEqualTo(Instrument.Type.STOCK);
    assertThat(instrument("EUR/USD").type()).isEqualTo(Instrument.Type.SPOT);
    assertThat(instrument("SPX-IND-CBOE-USD").type()).isEqualTo(Instrument.Type.INDEX);
    Instrument future = instrument("ES-FUT-CME-USD-202612");
    assertThat(future.type()).isEqualTo(Instrument.Type.LINEAR_FUTURE);
    assertThat(future.exchange()).isEqualTo("ibkr");
    assertThat(future.segment()).isEqualTo("tws");
    assertThat(future.base()).isEqualTo("ES");
    assertThat(future.quote()).isEqualTo("USD");
    assertThat(future.settle()).isEqualTo("USD");
    assertThat(future.contractSize()).isNull();
    assertThat(instrument("AAPL").settle()).isNull();
  }

  @Test
  void aMultiplierIsTheSizeOfAContract() {
    Contract future = withMultiplier("ES-FUT-CME-USD-202612", "50");
    assertThat(ContractSymbols.instrument(future).contractSize()).isEqualTo(Decimal.of(50, 0));
    Contract odd = withMultiplier("ES-FUT-CME-USD-202612", "x");
    assertThat(ContractSymbols.instrument(odd).contractSize()).isNull();
    Contract stock = withMultiplier("AAPL", "1");
    assertThat(ContractSymbols.instrument(stock).contractSize()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BOND", "FUND", ""})
  void otherKindsAreNoInstruments(String secType) {
    Contract bond = new Contract(1, "X", secType, "", null, "", "", "SMART", "", "USD", "", "");
    assertThatThrownBy(() -> ContractSymbols.instrument(bond))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void everyContractComesBackFromItsSymbols(@ForAll("contracts") Contract contract) {
    String unified = ContractSymbols.unified(contract);
    assertThat(ContractSymbols.parse(unified)).contains(contract);
    Instrument instrument = ContractSymbols.instrument(contract);
    assertThat(instrument.symbol()).isEqualTo(unified);
    assertThat(ContractSymbols.of(instrument)).isEqualTo(contract);
    assertThat(unified.length()).isLessThanOrEqualTo(instrument.nativeSymbol().length());
  }

  @Property
  void everySymbolThatMeansAContractHasOneUnifiedForm(@ForAll("texts") String text) {
    boolean meant =
        ContractSymbols.parse(text)
            .map(
                contract -> {
                  String unified = ContractSymbols.unified(contract);
                  assertThat(ContractSymbols.parse(unified)).contains(contract);
                  return true;
                })
            .orElse(false);
    assertThat(ContractSymbols.trouble(text).isEmpty()).isEqualTo(meant);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "AAPL",
            "EUR",
            "USD",
            "btc",
            "-",
            "/",
            ".",
            " ",
            "STK",
            "FUT",
            "OPT",
            "CASH",
            "SMART",
            "PAXOS",
            "20261218",
            "202612",
            "250",
            "C",
            "-STK-SMART-USD",
            "-FUT-CME-USD-",
            ":",
            "é")
        .list()
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<Contract> contracts() {
    Arbitrary<String> symbols =
        Arbitraries.of("AAPL", "BRK B", "AB.C", "X-Y", "EUR", "BTC", "M&M", "700", "Z.", "A B C");
    Arbitrary<Kind> kinds = Arbitraries.of(Kind.class);
    Arbitrary<String> exchanges = Arbitraries.of("SMART", "IDEALPRO", "PAXOS", "CME");
    Arbitrary<String> primaries = Arbitraries.of("", "NASDAQ");
    Arbitrary<String> currencies = Arbitraries.of("USD", "EUR", "CNH");
    Arbitrary<String> expiries = Arbitraries.of("20261218", "20280229", "202612");
    Arbitrary<Decimal> strikes =
        Combinators.combine(Arbitraries.integers().between(1, 999_999), Arbitraries.of(0, 1, 3))
            .as(Decimal::of);
    Arbitrary<String> classes = Arbitraries.of("", "SPXW", "C");
    return Combinators.combine(
            symbols, kinds, exchanges, primaries, currencies, expiries, strikes, classes)
        .as(
            (symbol, kind, exchange, primary, currency, expiry, strike, tradingClass) ->
                new Contract(
                    0,
                    symbol,
                    kind.name(),
                    kind == Kind.FUT ? expiry : kind.isOption() ? "20261218" : "",
                    kind.isOption() ? strike : null,
                    kind.isOption() ? "P" : "",
                    "",
                    exchange,
                    primary,
                    currency,
                    "",
                    tradingClass));
  }

  private static Contract withMultiplier(String symbol, String multiplier) {
    Contract c = ContractSymbols.parse(symbol).orElseThrow();
    return new Contract(
        c.conId(),
        c.symbol(),
        c.secType(),
        c.lastTradeDateOrContractMonth(),
        c.strike(),
        c.right(),
        multiplier,
        c.exchange(),
        c.primaryExchange(),
        c.currency(),
        c.localSymbol(),
        c.tradingClass());
  }

  private static Instrument instrument(String symbol) {
    return ContractSymbols.instrument(ContractSymbols.parse(symbol).orElseThrow());
  }
}

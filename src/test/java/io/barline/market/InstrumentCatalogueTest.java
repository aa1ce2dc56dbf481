package io.barline.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstrumentCatalogueTest {
  private final InstrumentCatalogue catalogue =
      new InstrumentCatalogue(
          List.of(
              spot("ETH", "BTC"),
              spot("BTC", "USDT"),
              spot("ETH", "USDT"),
              spot("BAT", "USDT"),
              spot("BTT", "USDT"),
              spot("BTC", "EUR"),
              spot("BTCST", "USDT"),
              dead(spot("BTC", "PAX")),
              spot("WBTC", "BTC"),
              linear("BTC", "USDC"),
              linear("BTC", "USDT"),
              linear("ETH", "USDC"),
              dead(linear("SOL", "USDT")),
              linear("SOL", "USDC"),
              linear("XMR", "BUSD"),
              dated("BTC", "USDT", "261225"),
              inverse("BTC"),
              inverse("ADA")));

  private static Instrument spot(String base, String quote) {
    return instrument(
        "spot", base + "/" + quote, base + quote, Instrument.Type.SPOT, base, quote, true);
  }

  private static Instrument linear(String base, String quote) {
    String symbol = base + "/" + quote + ":" + quote;
    return instrument("usdm", symbol, base + quote, Instrument.Type.LINEAR, base, quote, true);
  }

  private static Instrument dated(String base, String quote, String date) {
    return instrument(
        "usdm",
        base + "/" + quote + ":" + quote + "-" + date,
        base + quote + "_" + date,
        Instrument.Type.LINEAR_FUTURE,
        base,
        quote,
        true);
  }

  private static Instrument inverse(String base) {
    String symbol = base + "/USD:" + base;
    return instrument(
        "coinm", symbol, base + "USD_PERP", Instrument.Type.INVERSE, base, "USD", true);
  }

  private static Instrument dead(Instrument instrument) {
    return instrument(
        instrument.segment(),
        instrument.symbol(),
        instrument.nativeSymbol(),
        instrument.type(),
        instrument.base(),
        instrument.quote(),
        false);
  }

  private static Instrument instrument(
      String segment,
      String symbol,
      String nativeSymbol,
      Instrument.Type type,
      String base,
      String quote,
      boolean active) {
    return new Instrument(
        "binance",
        segment,
        symbol,
        nativeSymbol,
        type,
        base,
        quote,
        null,
        null,
        null,
        null,
        active,
        false);
  }

  @ParameterizedTest
  @CsvSource({
    "BTC/USDT, BTC/USDT",
    "btc/usdt, BTC/USDT",
    "' BTC/USDT ', BTC/USDT",
    "btc/usdt:usdt, BTC/USDT:USDT",
    "BTC/USD:BTC, BTC/USD:BTC",
    "BTC/USDT:USDT-261225, BTC/USDT:USDT-261225",
    "BTCUSDT, BTC/USDT",
    "btcusdt, BTC/USDT",
    "BTCUSDC, BTC/USDC:USDC",
    "btcusdt_261225, BTC/USDT:USDT-261225",
    "BTCUSD_PERP, BTC/USD:BTC",
    "BTC-PERP, BTC/USDT:USDT",
    "BTC/PERP, BTC/USDT:USDT",
    "btc-perp, BTC/USDT:USDT",
    "BTCPERP, BTC/USDT:USDT",
    "ETH-PERP, ETH/USDC:USDC",
    "SOL-PERP, SOL/USDC:USDC",
    "XMR-PERP, XMR/BUSD:BUSD",
    "BTC-USDT-PERP, BTC/USDT:USDT",
    "BTC/USDT-PERP, BTC/USDT:USDT",
    "BTC-USDC-PERP, BTC/USDC:USDC",
    "BTCUSDT.P, BTC/USDT:USDT",
    "BTCUSDT-PERP, BTC/USDT:USDT",
    "SOL-USDT-PERP, SOL/USDT:USDT",
    "BTC-USD-PERP, BTC/USD:BTC",
    "BTC-USDT, BTC/USDT",
    "BTC_USDT, BTC/USDT",
    "eth-btc, ETH/BTC"
  })
  void resolves(String input, String symbol) {
    assertThat(catalogue.resolve(input))
        .hasValueSatisfying(found -> assertThat(found.symbol()).isEqualTo(symbol));
    assertThat(catalogue.search(input, _ -> true, 1))
        .extracting(Instrument::symbol)
        .containsExactly(symbol);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "BTC", "PERP", "-PERP", "ADA-PERP", "BTC/USDTT", "BTCUSDT.PP", "/", "\0"})
  void doesNotGuess(String input) {
    assertThat(catalogue.resolve(input)).isEmpty();
  }

  @Test
  void searchesTheBaseFirstThenPrefixesThenTheRestAndTheDeadLast() {
    assertThat(catalogue.search("btc", _ -> true, 20))
        .extracting(Instrument::symbol)
        .containsExactly(
            "BTC/USDT",
            "BTC/EUR",
            "BTC/USDC:USDC",
            "BTC/USDT:USDT",
            "BTC/USDT:USDT-261225",
            "BTC/USD:BTC",
            "BTCST/USDT",
            "ETH/BTC",
            "WBTC/BTC",
            "BTC/PAX");
    assertThat(catalogue.search("btc", _ -> true, 2)).hasSize(2);
    assertThat(catalogue.search("btc-eur", _ -> true, 5))
        .extracting(Instrument::symbol)
        .containsExactly("BTC/EUR");
    assertThat(catalogue.search("DOGE", _ -> true, 5)).isEmpty();
    assertThat(catalogue.search("", _ -> true, 3)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "BTC/USDTT, BTC/USDT",
    "BCT/USDT, BTC/USDT",
    "BITCOIN/USDT, BTC/USDT",
    "bitcoin, BTC/USDT",
    "XBT/EUR, BTC/EUR",
    "BTCUSDTT, BTC/USDT",
    "BTC/USDTT:USDT, BTC/USDT:USDT",
    "EHT-USDT, ETH/USDT",
    "BTC, BTC/USDT",
    "BTC/USDT:USDT-261226, BTC/USDT:USDT-261225",
    "BATT-PERP, BAT/USDT"
  })
  void suggestsWhatWasMeant(String input, String symbol) {
    assertThat(catalogue.nearest(input, 3)).first().isEqualTo(symbol);
  }

  @Test
  void suggestsTheSameBaseBeforeALikelierSpelling() {
    assertThat(catalogue.nearest("BTC/USDTT", 20))
        .startsWith("BTC/USDT")
        .containsSubsequence("BTC/EUR", "BTT/USDT");
  }

  @Test
  void suggestsNothingDeadAndNothingFarAway() {
    assertThat(catalogue.nearest("SOL/USDT:USDT", 10)).doesNotContain("SOL/USDT:USDT");
    assertThat(catalogue.nearest("ZZZZZZ/QQQQ", 10)).isEmpty();
    assertThat(catalogue.nearest("", 10)).isEmpty();
    assertThat(catalogue.nearest("B".repeat(10_000), 10)).isEmpty();
  }

  @Test
  void namesWhatTradesInOrder() {
    assertThat(catalogue.trading())
        .hasSize(catalogue.size() - 2)
        .allMatch(Instrument::active)
        .isSortedAccordingTo(Comparator.comparing(Instrument::symbol));
  }

  @Test
  void isEmptyWithoutInstruments() {
    InstrumentCatalogue empty = new InstrumentCatalogue(List.of());
    assertThat(empty.size()).isZero();
    assertThat(empty.all()).isEmpty();
    assertThat(empty.resolve("BTC-PERP")).isEmpty();
    assertThat(empty.search("BTC-PERP", _ -> true, 5)).isEmpty();
    assertThat(empty.search("BTC", _ -> true, 5)).isEmpty();
    assertThat(empty.nearest("BTC", 5)).isEmpty();
  }

  @Test
  void holdsTenThousand() {
    List<Instrument> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(spot("C" + i, "USDT"));
    }
    InstrumentCatalogue large = new InstrumentCatalogue(many);
    assertThat(large.resolve("c9999-usdt")).contains(many.getLast());
    assertThat(large.nearest("C99999/USDT", 1)).containsExactly("C9999/USDT");
    assertThat(large.search("9999", _ -> true, 5)).containsExactly(many.getLast());
  }

  @Test
  void findsPairsWithoutASeparatorWhateverTheExchangeCallsThem() {
    Instrument.Type type = Instrument.Type.SPOT;
    InstrumentCatalogue named =
        new InstrumentCatalogue(
            List.of(
                instrument("main", "BTC/USDT", "BTC-USDT", type, "BTC", "USDT", true),
                instrument("main", "AB/CUSD", "AB-CUSD", type, "AB", "CUSD", true),
                instrument("main", "ABC/USD", "ABC-USD", type, "ABC", "USD", true),
                instrument("main", "ABCUSD/EUR", "ABCUSD", type, "ABCUSD", "EUR", true)));
    assertThat(named.resolve("btcusdt")).map(Instrument::symbol).contains("BTC/USDT");
    assertThat(named.resolve("ABCUSD")).map(Instrument::symbol).contains("ABCUSD/EUR");
    assertThat(named.resolve("abcusd/eur")).map(Instrument::symbol).contains("ABCUSD/EUR");
    InstrumentCatalogue ambiguous = new InstrumentCatalogue(named.all().subList(1, 3));
    assertThat(ambiguous.resolve("ABCUSD")).isEmpty();
  }
}

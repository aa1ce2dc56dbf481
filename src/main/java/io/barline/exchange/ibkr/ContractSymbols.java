package io.barline.exchange.ibkr;

import io.barline.exchange.Excerpt;
import io.barline.exchange.ibkr.SymbolReading.Meant;
import io.barline.exchange.ibkr.SymbolReading.Wrong;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of contracts. A {@link FullForm} means any of them; what is asked for most has a
 * short form too, which is its unified symbol:
 *
 * <pre>{@code
 * AAPL      a stock in US dollars, wherever it trades best; BRK B may be written as BRK.B
 * EUR/USD   a pair of currencies on IDEALPRO; may be written as EUR.USD
 * BTC/USD   what is no currency, on PAXOS
 * }</pre>
 */
final class ContractSymbols {
  static final String SEGMENT = "tws";
  static final String EXCHANGE = "ibkr";

  private static final String SMART = "SMART";
  private static final String IDEALPRO = "IDEALPRO";
  private static final String PAXOS = "PAXOS";
  private static final int LONGEST = 64;

  /** As long as the symbol in a full form may be. */
  private static final int LONGEST_STOCK = 30;

  private static final Pattern STOCK = Pattern.compile("[A-Z0-9]{1,20}(?:[ .][A-Z0-9]{1,20}){0,2}");
  private static final Pattern PAIR = Pattern.compile("([A-Z0-9]{1,20})/([A-Z0-9]{1,20})");
  private static final Pattern DOTTED_PAIR = Pattern.compile("([A-Z]{3})\\.([A-Z]{3})");
  private static final Pattern UNKNOWN_KIND = Pattern.compile("[^-]+-([^-]+)-[^-]+-.+");

  /** Of ISO 4217, without metals and units of account, and the yuan that trades outside China. */
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(
              currency ->
                  currency.getDefaultFractionDigits() < 0 ? "CNH" : currency.getCurrencyCode())
          .collect(Collectors.toUnmodifiableSet());

  private ContractSymbols() {}

  /** The contract that {@code symbol} means; empty where there is {@link #trouble} with it. */
  static Optional<Contract> parse(String symbol) {
    return read(symbol) instanceof Meant(Contract contract)
        ? Optional.of(contract)
        : Optional.empty();
  }

  /** What is wrong with {@code symbol} and what would be right; empty where it means a contract. */
  static String trouble(String symbol) {
    return read(symbol) instanceof Wrong(String trouble) ? trouble : "";
  }

  private static SymbolReading read(String symbol) {
    String text = symbol.strip().toUpperCase(Locale.ROOT);
    if (text.length() > LONGEST) {
      return new Wrong(
          "a symbol has %d characters at most: %s".formatted(LONGEST, Excerpt.of(text)));
    }
    SymbolReading full = FullForm.read(text);
    if (full != null) {
      return full;
    }
    Matcher dotted = DOTTED_PAIR.matcher(text);
    if (dotted.matches() && isCurrency(dotted.group(1)) && isCurrency(dotted.group(2))) {
      return pair(dotted.group(1), dotted.group(2));
    }
    Matcher pair = PAIR.matcher(text);
    if (pair.matches()) {
      return pair(pair.group(1), pair.group(2));
    }
    if (text.length() <= LONGEST_STOCK && STOCK.matcher(text).matches()) {
      return new Meant(Contract.of(classOfShares(text), Kind.STK, SMART, "USD"));
    }
    Matcher unknownKind = UNKNOWN_KIND.matcher(text);
    return unknownKind.matches()
        ? new Wrong(
            "%s is no type of contract; there are %s"
                .formatted(Excerpt.of(unknownKind.group(1)), FullForm.KINDS))
        : new Wrong(
            ("\"%s\" is no symbol: write AAPL for a US stock, EUR/USD for currencies, BTC/USD for"
                    + " crypto, or all of it, such as ES-FUT-CME-USD-202612")
                .formatted(Excerpt.of(text)));
  }

  private static SymbolReading pair(String base, String quote) {
    if (!isCurrency(quote)) {
      return new Wrong(
          "%s of %s/%s is no currency; write it such as EUR/USD".formatted(quote, base, quote));
    }
    if (isCurrency(base)) {
      return new Meant(Contract.of(base, Kind.CASH, IDEALPRO, quote));
    }
    return base.equals("XAU") || base.equals("XAG")
        ? new Wrong(
            "%s is a metal; write it as %s%s-CMDTY-SMART-%s".formatted(base, base, quote, quote))
        : new Meant(Contract.of(base, Kind.CRYPTO, PAXOS, quote));
  }

  private static boolean isCurrency(String code) {
    return CURRENCIES.contains(code);
  }

  /** {@code BRK B} for {@code BRK.B}: Interactive Brokers writes a space before a class. */
  private static String classOfShares(String symbol) {
    int dot = symbol.length() - 2;
    return dot > 0 && symbol.charAt(dot) == '.' && Character.isLetter(symbol.charAt(dot + 1))
        ? symbol.substring(0, dot) + " " + symbol.substring(dot + 1)
        : symbol;
  }

  /** The shortest symbol that means {@code contract}, apart from what symbols do not tell. */
  static String unified(Contract contract) {
    String full = FullForm.of(contract);
    Optional<Contract> meant = parse(full);
    String shorter =
        switch (contract.exchange()) {
          case SMART -> contract.symbol();
          case IDEALPRO, PAXOS -> contract.symbol() + "/" + contract.currency();
          default -> full;
        };
    return meant.isPresent() && parse(shorter).equals(meant) ? shorter : full;
  }

  /**
   * The instrument that {@code contract} is, its native symbol in full.
   *
   * @throws IllegalArgumentException if it is of a kind that is not offered
   */
  static Instrument instrument(Contract contract) {
    Kind kind =
        contract
            .kind()
            .orElseThrow(() -> new IllegalArgumentException("not offered: " + contract.secType()));
    return new Instrument(
        EXCHANGE,
        SEGMENT,
        unified(contract),
        FullForm.of(contract),
        kind.type(),
        contract.symbol(),
        contract.currency(),
        kind.settles() ? contract.currency() : null,
        null,
        null,
        kind.expires() ? contractSize(contract.multiplier()) : null,
        true,
        true);
  }

  private static @Nullable Decimal contractSize(String multiplier) {
    try {
      Decimal size = Decimal.parse(multiplier);
      return size.signum() > 0 ? size : null;
    } catch (NumberFormatException unknown) {
      return null;
    }
  }

  /**
   * The contract that {@code instrument} is.
   *
   * @throws IllegalArgumentException if it is none of {@link #instrument}
   */
  static Contract of(Instrument instrument) {
    return parse(instrument.nativeSymbol())
        .orElseThrow(() -> new IllegalArgumentException("no contract: " + instrument));
  }
}

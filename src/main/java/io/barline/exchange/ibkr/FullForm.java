package io.barline.exchange.ibkr;

import io.barline.exchange.ibkr.SymbolReading.Wrong;
import io.barline.market.Decimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The symbols that leave nothing to be guessed: {@code
 * <symbol>-<type>-<exchange>[.<primary>]-<currency>}, then of what expires {@code -<expiry>}, of
 * options {@code -<strike>-<C|P>}, and last {@code -<trading class>} where symbols are shared.
 *
 * <pre>{@code
 * AAPL-STK-SMART.NASDAQ-USD
 * ES-FUT-CME-USD-202612
 * SPX-OPT-SMART-USD-20261218-5000-C-SPXW
 * }</pre>
 */
final class FullForm {
  static final String KINDS =
      Arrays.stream(Kind.values()).map(Kind::name).collect(Collectors.joining(", "));

  private static final Pattern FORM =
      Pattern.compile("(.+?)-(" + KINDS.replace(", ", "|") + ")(?:-(.*))?");
  private static final Pattern SYMBOL = Pattern.compile("[A-Z0-9][A-Z0-9 .&'+_-]{0,29}");
  private static final Pattern EXCHANGE =
      Pattern.compile("([A-Z0-9]{1,20})(?:\\.([A-Z0-9]{1,20}))?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern STRIKE = Pattern.compile("\\d{1,12}(\\.\\d{1,8})?");
  private static final Pattern TRADING_CLASS = Pattern.compile("[A-Z0-9][A-Z0-9 .]{0,19}");

  private FullForm() {}

  /** What {@code text}, in upper case, means; null where no type is named in it. */
  static @Nullable SymbolReading read(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    String symbol = form.group(1).strip();
    if (!SYMBOL.matcher(symbol).matches()) {
      return new Wrong("\"%s\" is no symbol of a contract".formatted(symbol));
    }
    String rest = form.group(3);
    List<String> parts = rest == null ? List.of() : List.of(rest.split("-", -1));
    return read(symbol, Kind.valueOf(form.group(2)), parts.iterator());
  }

  private static SymbolReading read(String symbol, Kind kind, Iterator<String> parts) {
    Matcher exchange = EXCHANGE.matcher(next(parts));
    if (!exchange.matches()) {
      return new Wrong("the exchange must follow %s, such as %s".formatted(kind, example(kind)));
    }
    String currency = next(parts);
    if (!CURRENCY.matcher(currency).matches()) {
      return new Wrong(
          "a currency must follow %s, such as %s".formatted(exchange.group(), example(kind)));
    }
    String expiry = kind.expires() ? next(parts) : "";
    if (kind.expires() && !isExpiry(kind, expiry)) {
      return new Wrong(
          "%s expires on a day%s, not \"%s\"; write it as in %s"
              .formatted(kind, kind == Kind.FUT ? " or in a month" : "", expiry, example(kind)));
    }
    Decimal strike = null;
    String right = "";
    if (kind.isOption()) {
      String told = next(parts);
      strike = STRIKE.matcher(told).matches() ? Decimal.parse(told) : Decimal.ZERO;
      if (strike.signum() == 0) {
        return new Wrong("a strike above 0 must follow %s, not \"%s\"".formatted(expiry, told));
      }
      told = next(parts);
      right = right(told);
      if (right.isEmpty()) {
        return new Wrong(
            "C for a call or P for a put must follow the strike, not \"%s\"".formatted(told));
      }
    }
    String tradingClass = parts.hasNext() ? parts.next().strip() : null;
    if (parts.hasNext()
        || (tradingClass != null && !TRADING_CLASS.matcher(tradingClass).matches())) {
      return new Wrong(
          "nothing but a trading class may follow in a symbol such as %s".formatted(example(kind)));
    }
    return new SymbolReading.Meant(
        new Contract(
            0,
            symbol,
            kind.name(),
            expiry,
            strike,
            right,
            "",
            exchange.group(1),
            exchange.group(2) == null ? "" : exchange.group(2),
            currency,
            "",
            tradingClass == null ? "" : tradingClass));
  }

  private static String next(Iterator<String> parts) {
    return parts.hasNext() ? parts.next().strip() : "";
  }

  private static boolean isExpiry(Kind kind, String text) {
    return ContractDates.day(text) != null || (kind == Kind.FUT && ContractDates.isMonth(text));
  }

  /** {@code C}, {@code P}, or empty where {@code text} means neither. */
  static String right(String text) {
    return switch (text) {
      case "C", "CALL" -> "C";
      case "P", "PUT" -> "P";
      default -> "";
    };
  }

  private static String example(Kind kind) {
    return switch (kind) {
      case STK -> "SHEL-STK-LSE-GBP";
      case FUT -> "ES-FUT-CME-USD-20261218";
      case OPT -> "AAPL-OPT-SMART-USD-20261218-250-C";
      case FOP -> "ES-FOP-CME-USD-20261218-5000-P";
      case CASH -> "EUR-CASH-IDEALPRO-USD";
      case CFD -> "IBUS500-CFD-SMART-USD";
      case CRYPTO -> "BTC-CRYPTO-PAXOS-USD";
      case IND -> "SPX-IND-CBOE-USD";
      case CMDTY -> "XAUUSD-CMDTY-SMART-USD";
    };
  }

  static String of(Contract contract) {
    StringBuilder text = new StringBuilder(40);
    text.append(contract.symbol()).append('-').append(contract.secType());
    text.append('-').append(contract.exchange());
    if (!contract.primaryExchange().isEmpty()) {
      text.append('.').append(contract.primaryExchange());
    }
    text.append('-').append(contract.currency());
    append(text, contract.lastTradeDateOrContractMonth());
    append(text, contract.strike() == null ? "" : contract.strike().toString());
    append(text, contract.right());
    append(text, contract.tradingClass());
    return text.toString();
  }

  private static void append(StringBuilder text, String part) {
    if (!part.isEmpty()) {
      text.append('-').append(part);
    }
  }
}

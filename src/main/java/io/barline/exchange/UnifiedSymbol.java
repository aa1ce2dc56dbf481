package io.barline.exchange;

import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a unified symbol: {@code BTC/USDT} of a pair, {@code BTC/USDT:USDT} of a perpetual,
 * which {@code -261225} follows for a future.
 *
 * @param settle null for a pair
 */
public record UnifiedSymbol(String base, String quote, @Nullable String settle) {
  private static final Pattern FORM =
      Pattern.compile("([\\p{Lu}\\p{Lo}\\p{N}]{1,30})/([A-Z0-9]{1,10})(?::([A-Z0-9]{1,30}))?");
  private static final DateTimeFormatter YYMMDD =
      DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The parts of the symbol of a pair or a perpetual; null where it has another form. */
  public static @Nullable UnifiedSymbol parse(String symbol) {
    Matcher matcher = FORM.matcher(symbol);
    return matcher.matches()
        ? new UnifiedSymbol(matcher.group(1), matcher.group(2), matcher.group(3))
        : null;
  }

  /** Whether no part could be mistaken for another one: none is empty or holds a separator. */
  public boolean isUnambiguous() {
    return isName(base) && isName(quote) && (settle == null || isName(settle));
  }

  private static boolean isName(String asset) {
    return !asset.isEmpty() && asset.indexOf('/') < 0 && asset.indexOf(':') < 0;
  }

  /** The symbol of a pair or a perpetual. */
  @Override
  public String toString() {
    return base + "/" + quote + (settle == null ? "" : ":" + settle);
  }

  /**
   * The symbol of an instrument of that type.
   *
   * @param deliveryMillis when a dated one expires, in milliseconds since the epoch
   */
  public String of(Instrument.Type type, long deliveryMillis) {
    return type.isDated()
        ? this + "-" + YYMMDD.format(Instant.ofEpochMilli(deliveryMillis))
        : toString();
  }

  /** What must be a pair or a perpetual; null where it settles in neither of its parts. */
  public Instrument.@Nullable Type type() {
    return settle == null
        ? Instrument.Type.SPOT
        : settle.equals(quote)
            ? Instrument.Type.LINEAR
            : settle.equals(base) ? Instrument.Type.INVERSE : null;
  }

  /** The instrument that a pair or a perpetual is presumed to be. */
  public Instrument presumed(
      String exchange,
      String segment,
      String nativeSymbol,
      Instrument.Type type,
      @Nullable Decimal contractSize) {
    return new Instrument(
        exchange,
        segment,
        toString(),
        nativeSymbol,
        type,
        base,
        quote,
        settle,
        null,
        null,
        contractSize,
        true,
        true);
  }
}

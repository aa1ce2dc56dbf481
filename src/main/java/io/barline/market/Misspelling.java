package io.barline.market;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far the names of instruments are from one that was mistyped. */
final class Misspelling {
  static final int FAR = Integer.MAX_VALUE;

  /** Any name of another base is further away than any of the same base. */
  private static final int OTHER_BASE = 1_000;

  /** What people call the assets that they ask for most. */
  private static final Map<String, String> ASSETS =
      Map.ofEntries(
          Map.entry("XBT", "BTC"),
          Map.entry("BITCOIN", "BTC"),
          Map.entry("ETHEREUM", "ETH"),
          Map.entry("ETHER", "ETH"),
          Map.entry("RIPPLE", "XRP"),
          Map.entry("SOLANA", "SOL"),
          Map.entry("DOGECOIN", "DOGE"),
          Map.entry("CARDANO", "ADA"),
          Map.entry("LITECOIN", "LTC"),
          Map.entry("POLKADOT", "DOT"),
          Map.entry("CHAINLINK", "LINK"),
          Map.entry("AVALANCHE", "AVAX"),
          Map.entry("TRON", "TRX"));

  private static final Pattern FIRST_PART = Pattern.compile("([^-_/: .]+)(.*)", Pattern.DOTALL);

  /** The name in upper case without separators; the asset alone where only that was given. */
  private final String compact;

  /** The part before the first separator. */
  private final String base;

  private final boolean baseOnly;
  private final int furthest;

  Misspelling(String folded) {
    Matcher matcher = FIRST_PART.matcher(folded);
    String first = matcher.matches() ? matcher.group(1) : "";
    String rest = matcher.matches() ? InstrumentCatalogue.compact(matcher.group(2)) : "";
    this.base = ASSETS.getOrDefault(first, first);
    this.baseOnly = rest.isEmpty() || rest.equals("PERP");
    this.compact = baseOnly ? base : base + rest;
    this.furthest = Edits.EDIT * Math.max(1, compact.length() / 3);
  }

  /**
   * How far an instrument is, in no particular unit; {@link #FAR} if nobody can have meant it.
   *
   * @param instrumentBase its base in upper case
   * @param names the ways to write it, in upper case and without separators
   */
  int distance(String instrumentBase, String... names) {
    if (base.equals(instrumentBase)) {
      return baseOnly ? 0 : closest(FAR, names);
    }
    int distance = closest(furthest, names);
    if (baseOnly) {
      distance = Math.min(distance, closest(furthest, instrumentBase));
    }
    return distance > furthest ? FAR : OTHER_BASE + distance;
  }

  private int closest(int furthest, String... names) {
    int distance = FAR;
    for (String name : names) {
      if (Edits.EDIT * Math.abs(name.length() - compact.length()) <= furthest) {
        distance = Math.min(distance, Edits.between(compact, name));
      }
    }
    return distance;
  }
}

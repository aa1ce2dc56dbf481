package io.barline.market;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The instruments of one exchange: finds the one that a client means, whichever way the client
 * writes it, and names what comes close to a name that means none.
 *
 * <p>Immutable.
 */
public final class InstrumentCatalogue {
  /** Longer than any name that an exchange lists. */
  private static final int LONGEST_INPUT = 64;

  /** How perpetuals are marked outside of unified symbols, the longest forms first. */
  private static final List<String> PERPETUAL_MARKS =
      List.of("-PERP", "/PERP", "_PERP", ":PERP", "-SWAP", ".P", "PERP");

  private static final Pattern SEPARATORS = Pattern.compile("[-_/: .]");

  private static final Comparator<Instrument> BY_SYMBOL = Comparator.comparing(Instrument::symbol);

  private final List<Instrument> all;
  private final List<Instrument> trading;
  private final List<Entry> entries;
  private final Map<String, Instrument> bySymbol;
  private final Map<String, Instrument> byFoldedSymbol;
  private final Map<String, Instrument> byNative;

  /** Spot pairs by {@code BTCUSDT}, those that could be another one left out. */
  private final Map<String, Instrument> pairs;

  /** Perpetuals by {@code BTCUSDT} and, where linear, by {@code BTC}. */
  private final Map<String, Instrument> perpetuals;

  /**
   * @param instruments all of one exchange, in order of preference: where a name means several, the
   *     first wins
   */
  public InstrumentCatalogue(List<Instrument> instruments) {
    all = List.copyOf(instruments);
    trading = all.stream().filter(Instrument::active).sorted(BY_SYMBOL).toList();
    entries = all.stream().map(Entry::new).toList();
    bySymbol = HashMap.newHashMap(all.size());
    byFoldedSymbol = HashMap.newHashMap(all.size());
    byNative = HashMap.newHashMap(all.size());
    for (Entry entry : entries) {
      bySymbol.putIfAbsent(entry.instrument.symbol(), entry.instrument);
      byFoldedSymbol.putIfAbsent(entry.symbol, entry.instrument);
      byNative.putIfAbsent(entry.nativeSymbol, entry.instrument);
    }
    perpetuals = perpetuals(entries);
    pairs = pairs(entries);
  }

  private static Map<String, Instrument> pairs(List<Entry> entries) {
    Map<String, Instrument> pairs = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.instrument.type() == Instrument.Type.SPOT) {
        String name = entry.base + fold(entry.instrument.quote());
        if (pairs.putIfAbsent(name, entry.instrument) != null) {
          ambiguous.add(name);
        }
      }
    }
    pairs.keySet().removeAll(ambiguous);
    return pairs;
  }

  private static Map<String, Instrument> perpetuals(List<Entry> entries) {
    List<Entry> preferred =
        entries.stream()
            .filter(InstrumentCatalogue::isPerpetual)
            .sorted(
                Comparator.comparing((Entry entry) -> !entry.instrument.active())
                    .thenComparing(entry -> entry.instrument.type().isInverse())
                    .thenComparingInt(entry -> quoteRank(entry.instrument)))
            .toList();
    Map<String, Instrument> perpetuals = new HashMap<>();
    for (Entry entry : preferred) {
      perpetuals.putIfAbsent(entry.base + fold(entry.instrument.quote()), entry.instrument);
    }
    for (Entry entry : preferred) {
      if (!entry.instrument.type().isInverse()) {
        perpetuals.putIfAbsent(entry.base, entry.instrument);
      }
    }
    return perpetuals;
  }

  private static boolean isPerpetual(Entry entry) {
    return switch (entry.instrument.type()) {
      case LINEAR, INVERSE -> true;
      case SPOT, LINEAR_FUTURE, INVERSE_FUTURE, STOCK, OPTION, CFD, INDEX, COMMODITY -> false;
    };
  }

  private static int quoteRank(Instrument instrument) {
    return switch (instrument.quote()) {
      case "USDT" -> 0;
      case "USDC" -> 1;
      default -> 2;
    };
  }

  /** All instruments, in order of preference. */
  public List<Instrument> all() {
    return all;
  }

  /** Those that trade now, by their unified symbols. */
  public List<Instrument> trading() {
    return trading;
  }

  public int size() {
    return all.size();
  }

  /**
   * The instrument that {@code input} means: by its unified symbol, exactly or in another case; by
   * the exchange's own name; or by a common alias, {@code BTC-PERP}, {@code BTC-USDT-PERP} and
   * {@code BTCUSDT.P} for a perpetual (the linear one in USDT before USDC before others, where no
   * quote is given), {@code BTC-USDT}, {@code BTC_USDT} and {@code BTCUSDT} for a spot pair.
   */
  public Optional<Instrument> resolve(String input) {
    Instrument exact = bySymbol.get(input);
    if (exact != null || input.length() > LONGEST_INPUT) {
      return Optional.ofNullable(exact);
    }
    String folded = fold(input.strip());
    Instrument found = byFoldedSymbol.get(folded);
    if (found == null) {
      found = byNative.get(folded);
    }
    if (found == null) {
      found = perpetual(folded);
    }
    if (found == null) {
      found = byFoldedSymbol.get(folded.replace('-', '/').replace('_', '/'));
    }
    if (found == null) {
      found = pairs.get(folded);
    }
    return Optional.ofNullable(found);
  }

  private @Nullable Instrument perpetual(String folded) {
    for (String mark : PERPETUAL_MARKS) {
      if (folded.endsWith(mark)) {
        return perpetuals.get(compact(folded.substring(0, folded.length() - mark.length())));
      }
    }
    return null;
  }

  /**
   * Up to {@code limit} instruments whose symbol, native symbol or base holds {@code query}: those
   * that trade now before the others; then those of that base, those that begin so, and the rest.
   *
   * @param among the others are not found
   */
  public List<Instrument> search(String query, Predicate<Instrument> among, int limit) {
    String folded = fold(query.strip());
    if (folded.length() > LONGEST_INPUT) {
      return List.of();
    }
    record Match(Entry entry, int rank) {}
    List<Match> matches = new ArrayList<>();
    Instrument named = folded.isEmpty() ? null : resolve(query).orElse(null);
    for (Entry entry : entries) {
      if (!among.test(entry.instrument)) {
        continue;
      }
      int rank = entry.instrument.equals(named) ? Entry.BEST : entry.rank(folded, compact(folded));
      if (rank != Entry.NO_MATCH) {
        matches.add(new Match(entry, rank));
      }
    }
    return matches.stream()
        .sorted(
            Comparator.comparing((Match match) -> !match.entry.instrument.active())
                .thenComparingInt(Match::rank))
        .limit(limit)
        .map(match -> match.entry.instrument)
        .toList();
  }

  /**
   * Up to {@code limit} unified symbols of instruments that trade now and are written much like
   * {@code input}, the likeliest first: what a client may have meant that mistyped a name.
   */
  public List<String> nearest(String input, int limit) {
    if (input.length() > LONGEST_INPUT) {
      return List.of();
    }
    Misspelling misspelling = new Misspelling(fold(input.strip()));
    record Match(Entry entry, int distance) {}
    List<Match> matches = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.instrument.active()) {
        int distance = misspelling.distance(entry.base, entry.compact, entry.compactNative);
        if (distance != Misspelling.FAR) {
          matches.add(new Match(entry, distance));
        }
      }
    }
    return matches.stream()
        .sorted(Comparator.comparingInt(Match::distance))
        .map(match -> match.entry.instrument.symbol())
        .distinct()
        .limit(limit)
        .toList();
  }

  private static String fold(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /** The letters and digits of a folded name. */
  static String compact(String folded) {
    return SEPARATORS.matcher(folded).replaceAll("");
  }

  /** An instrument with its names in upper case. */
  private static final class Entry {
    static final int NO_MATCH = Integer.MAX_VALUE;
    static final int BEST = -1;

    final Instrument instrument;
    final String symbol;
    final String nativeSymbol;
    final String base;
    final String compact;
    final String compactNative;

    Entry(Instrument instrument) {
      this.instrument = instrument;
      this.symbol = fold(instrument.symbol());
      this.nativeSymbol = fold(instrument.nativeSymbol());
      this.base = fold(instrument.base());
      this.compact = InstrumentCatalogue.compact(symbol);
      this.compactNative = InstrumentCatalogue.compact(nativeSymbol);
    }

    int rank(String query, String compactQuery) {
      if (base.equals(query) || symbol.equals(query) || nativeSymbol.equals(query)) {
        return 0;
      }
      if (symbol.startsWith(query) || nativeSymbol.startsWith(query)) {
        return 1;
      }
      if (compact.startsWith(compactQuery)) {
        return 2;
      }
      boolean holds =
          symbol.contains(query) || nativeSymbol.contains(query) || compact.contains(compactQuery);
      return holds ? 3 : NO_MATCH;
    }
  }
}

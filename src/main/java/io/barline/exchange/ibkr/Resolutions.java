package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one contract that a symbol means, before anything of it is asked for. A symbol that
 * means none, or several, is refused with what would be right.
 */
final class Resolutions {
  /** So many of several are named. */
  private static final int MOST_NAMED = 5;

  private final Map<String, Contract> known = new HashMap<>();
  private final Map<Integer, Open> byId = new HashMap<>();

  /** What a name of a request waits for. */
  record Wish(long requestId, String name, Names kind) {}

  /** One that is under way. */
  record Open(
      String nativeSymbol,
      Contract asked,
      Map<Integer, ContractDetails> found,
      List<Wish> wishes) {}

  /** The contract with its number; null while it is not known. */
  @Nullable Contract of(String nativeSymbol) {
    return known.get(nativeSymbol);
  }

  /** Lets {@code wish} wait for what is under way; false where nothing is. */
  boolean join(String nativeSymbol, Wish wish) {
    for (Open open : byId.values()) {
      if (open.nativeSymbol.equals(nativeSymbol)) {
        open.wishes.add(wish);
        return true;
      }
    }
    return false;
  }

  void begin(int id, String nativeSymbol, Contract asked, Wish wish) {
    byId.put(
        id, new Open(nativeSymbol, asked, new LinkedHashMap<>(), new ArrayList<>(List.of(wish))));
  }

  boolean isOpen(int id) {
    return byId.containsKey(id);
  }

  /** One contract that the symbol may mean. */
  void found(ContractDetails details) {
    Open open = byId.get(details.requestId());
    if (open != null) {
      open.found.putIfAbsent(details.contract().conId(), details);
    }
  }

  /** That was all; null where nothing was under way. */
  @Nullable Open end(int id) {
    return byId.remove(id);
  }

  /** The contract to ask for: the one that was found, at the exchange that was named. */
  Contract settled(Open open) {
    Contract found = open.found.values().iterator().next().contract();
    Contract asked = open.asked;
    Contract settled =
        new Contract(
            found.conId(),
            found.symbol(),
            found.secType(),
            found.lastTradeDateOrContractMonth(),
            found.strike(),
            found.right(),
            found.multiplier(),
            asked.exchange(),
            found.primaryExchange(),
            found.currency(),
            found.localSymbol(),
            found.tradingClass());
    known.put(open.nativeSymbol, settled);
    return settled;
  }

  /** Refuses all that wait. */
  static void refuse(
      Open open, String code, String reason, boolean terminal, Consumer<Inbound> sink) {
    for (Wish wish : open.wishes) {
      sink.accept(new Inbound.Rejected(wish.requestId, List.of(wish.name), code, reason, terminal));
    }
  }

  /** What may be wrong with a symbol that means no contract, after a semicolon; or nothing. */
  static String hint(Open open) {
    return open.asked.secType().equals(Kind.STK.name())
        ? "; %s was looked for among stocks: others are written in full, such as ES-FUT-CME-USD-202612"
            .formatted(open.nativeSymbol)
        : "";
  }

  /** What is wrong with a symbol that means several contracts. */
  static String ambiguous(Open open) {
    List<String> choices =
        open.found.values().stream()
            .map(each -> FullForm.of(each.contract()))
            .distinct()
            .sorted()
            .toList();
    String named = choices.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = choices.size() - MOST_NAMED;
    return "%s means %d contracts, name one of them: %s%s"
        .formatted(
            open.nativeSymbol,
            open.found.size(),
            named,
            more > 0 ? " and %d more".formatted(more) : "");
  }

  /** Nobody wants that name any more. */
  void withdraw(String name) {
    byId.values().forEach(open -> open.wishes.removeIf(wish -> wish.name.equals(name)));
  }

  /** Forgets what is under way: the names that waited. */
  List<String> drop() {
    List<String> names = new ArrayList<>();
    byId.values().forEach(open -> open.wishes.forEach(wish -> names.add(wish.name)));
    byId.clear();
    return names;
  }
}

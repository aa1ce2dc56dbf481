package io.barline.simulator.ibkr;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All contracts, and those that a client's description may mean. */
final class IbkrListing {
  private final Map<String, IbkrMarket> markets = new LinkedHashMap<>();

  IbkrListing(List<IbkrMarket> listed) {
    listed.forEach(market -> markets.put(market.instrument.name(), market));
  }

  List<IbkrMarket> all() {
    return List.copyOf(markets.values());
  }

  @Nullable IbkrMarket named(String name) {
    return markets.get(name);
  }

  List<IbkrMarket> matching(Contract contract) {
    return markets.values().stream().filter(market -> contract.matches(market.instrument)).toList();
  }

  /** The one that is meant, which requests for data must say. */
  IbkrMarket one(Contract contract) {
    if (contract.exchange().isEmpty()) {
      throw Refusal.invalid("Please enter exchange");
    }
    List<IbkrMarket> found = matching(contract);
    if (found.size() > 1) {
      throw new Refusal(
          Refusal.NO_DEFINITION,
          "The contract description specified for " + contract.symbol() + " is ambiguous.");
    }
    return first(found);
  }

  static IbkrMarket first(List<IbkrMarket> found) {
    if (found.isEmpty()) {
      throw new Refusal(
          Refusal.NO_DEFINITION, "No security definition has been found for the request");
    }
    return found.getFirst();
  }
}

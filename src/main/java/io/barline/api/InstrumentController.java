package io.barline.api;

import io.barline.access.Entitlements;
import io.barline.access.Principal;
import io.barline.market.Instrument;
import io.barline.subscription.Exchanges;
import io.barline.wire.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /instruments}: what can be subscribed to, by a part of its name. */
@RestController
@RequestMapping(path = "/api/v1/instruments", produces = MediaType.APPLICATION_JSON_VALUE)
final class InstrumentController {
  private static final int USUAL_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;
  private static final int LONGEST_QUERY = 64;

  private final Exchanges exchanges;
  private final KnownExchanges known;
  private final boolean simulated;

  InstrumentController(Exchanges exchanges, KnownExchanges known, Provenance provenance) {
    this.exchanges = exchanges;
    this.known = known;
    this.simulated = provenance.simulated();
  }

  @GetMapping
  InstrumentJson.Listing search(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestParam(required = false) @Nullable String query,
      @RequestParam(required = false) @Nullable String exchange,
      @RequestParam(required = false) @Nullable String limit) {
    int most = Parameters.number("limit", limit, USUAL_LIMIT, 1, LARGEST_LIMIT);
    String wanted = query == null ? "" : query.strip();
    if (wanted.length() > LONGEST_QUERY) {
      throw Refusal.ofParameter(
          "query", wanted, "query must be at most %d characters".formatted(LONGEST_QUERY));
    }
    String only =
        exchange == null || exchange.isEmpty() ? null : known.get(principal, exchange).id();
    Entitlements mine = principal.entitlements();
    List<Instrument> found =
        exchanges.search(
            wanted,
            only,
            each -> mine.permitsSomethingOf(each.exchange(), each.symbol()),
            most + 1);
    return new InstrumentJson.Listing(
        found.stream().limit(most).map(InstrumentJson::of).toList(),
        most,
        found.size() > most,
        missing(mine, only),
        simulated);
  }

  private List<String> missing(Entitlements mine, @Nullable String only) {
    return exchanges.missing(only).stream()
        .filter(segment -> mine.permitsSomethingOf(segment.substring(0, segment.indexOf(':'))))
        .toList();
  }
}

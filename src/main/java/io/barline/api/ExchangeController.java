package io.barline.api;

import io.barline.subscription.Exchanges;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /exchanges}: what each offers, its limits, and the state of its feeds. */
@RestController
@RequestMapping(path = "/api/v1/exchanges", produces = MediaType.APPLICATION_JSON_VALUE)
final class ExchangeController {
  private final Exchanges exchanges;
  private final KnownExchanges known;
  private final boolean simulated;

  ExchangeController(Exchanges exchanges, KnownExchanges known, Provenance provenance) {
    this.exchanges = exchanges;
    this.known = known;
    this.simulated = provenance.simulated();
  }

  @GetMapping
  ExchangeJson.Listing list() {
    return new ExchangeJson.Listing(
        exchanges.list().stream().map(each -> ExchangeJson.of(each, false)).toList(), simulated);
  }

  @GetMapping("/{id}")
  ExchangeJson get(@PathVariable String id) {
    return ExchangeJson.of(known.get(id), simulated);
  }
}

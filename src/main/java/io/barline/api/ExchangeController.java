package io.barline.api;

import io.barline.access.Principal;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /exchanges}: what each offers, its limits, and the state of its feeds. */
@RestController
@RequestMapping(path = "/api/v1/exchanges", produces = MediaType.APPLICATION_JSON_VALUE)
final class ExchangeController {
  private final KnownExchanges known;
  private final boolean simulated;

  ExchangeController(KnownExchanges known, Provenance provenance) {
    this.known = known;
    this.simulated = provenance.simulated();
  }

  @GetMapping
  ExchangeJson.Listing list(@RequestAttribute(Principal.ATTRIBUTE) Principal principal) {
    return new ExchangeJson.Listing(
        known.list(principal).stream().map(each -> ExchangeJson.of(each, false)).toList(),
        simulated);
  }

  @GetMapping("/{id}")
  ExchangeJson get(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal, @PathVariable String id) {
    return ExchangeJson.of(known.get(principal, id), simulated);
  }
}

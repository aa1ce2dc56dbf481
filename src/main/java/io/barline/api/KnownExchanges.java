package io.barline.api;

import io.barline.access.Principal;
import io.barline.subscription.ExchangeReport;
import io.barline.subscription.Exchanges;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.List;
import org.springframework.stereotype.Component;

/** Finds an exchange or refuses with those that there are. */
@Component
final class KnownExchanges {
  private final Exchanges exchanges;

  KnownExchanges(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  /** Those of which the principal may have something. */
  List<ExchangeReport> list(Principal principal) {
    return exchanges.list().stream()
        .filter(each -> principal.entitlements().permitsSomethingOf(each.id()))
        .toList();
  }

  /** One of them. */
  ExchangeReport get(Principal principal, String id) {
    if (!principal.entitlements().permitsSomethingOf(id)) {
      throw new Refusal(
              ErrorCode.NOT_ENTITLED,
              "you are not entitled to anything of " + Refusal.shortened(id))
          .value(id);
    }
    ExchangeReport report = exchanges.get(id);
    if (report == null) {
      List<String> known = list(principal).stream().map(ExchangeReport::id).toList();
      throw new Refusal(
              ErrorCode.UNKNOWN_EXCHANGE,
              exchanges.off().containsKey(id)
                  ? "%s is not served: %s".formatted(id, exchanges.off().get(id))
                  : "there is no exchange \"%s\" here, only: %s"
                      .formatted(Refusal.shortened(id), String.join(", ", known)))
          .value(id)
          .with("supported", known);
    }
    return report;
  }
}

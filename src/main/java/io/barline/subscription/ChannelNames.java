package io.barline.subscription;

import io.barline.feed.Catalogues;
import java.util.ArrayList;
import java.util.List;

/** The names of channels, as they are listed to clients. */
final class ChannelNames {
  /** Every channel that there is. */
  static final List<String> ALL =
      List.of("trades", "quotes", "book.<depth>", "bars.<interval>", "ticker", "status");

  private ChannelNames() {}

  /** Those that a market offers. */
  static List<String> of(Catalogues.Offer offer) {
    return of(offer, "book.<depth>", "bars.<interval>");
  }

  /** The same with these names of order books and bars. */
  static List<String> of(Catalogues.Offer offer, String book, String bars) {
    List<String> names = new ArrayList<>();
    if (offer.trades()) {
      names.add("trades");
    }
    if (offer.quotes()) {
      names.add("quotes");
    }
    if (offer.bookDepth() > 0) {
      names.add(book);
    }
    if (!offer.bars().isEmpty()) {
      names.add(bars);
    }
    if (offer.ticker()) {
      names.add("ticker");
    }
    names.add("status");
    return names;
  }
}

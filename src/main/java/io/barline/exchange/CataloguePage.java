package io.barline.exchange;

import io.barline.market.Instrument;
import java.util.List;

/**
 * One answer of an exchange that lists instruments.
 *
 * @param next what is to be asked besides to have all of them; empty after the last page
 */
public record CataloguePage(List<Instrument> instruments, List<RestRequest> next) {
  public CataloguePage {
    instruments = List.copyOf(instruments);
    next = List.copyOf(next);
  }

  /** A list without further pages. */
  public static CataloguePage last(List<Instrument> instruments) {
    return new CataloguePage(instruments, List.of());
  }
}

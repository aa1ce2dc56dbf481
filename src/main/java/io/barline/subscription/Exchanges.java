package io.barline.subscription;

import io.barline.market.Instrument;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The exchanges that the gateway knows; never blocks, and any thread may call it. */
public interface Exchanges {
  List<ExchangeReport> list();

  /** The exchange with that id, or null where there is none. */
  @Nullable ExchangeReport get(String id);

  /**
   * Instruments that match {@code query}, the best match first.
   *
   * @param query part of a symbol or native symbol; empty for all
   * @param exchange the exchange's id, or null for every exchange
   * @param among the others are not found
   * @param limit most instruments to return
   */
  List<Instrument> search(
      String query, @Nullable String exchange, Predicate<Instrument> among, int limit);

  /**
   * The segments whose instruments are not known yet, as {@code <exchange>:<segment>}: a search
   * can't find those.
   *
   * @param exchange the exchange's id, or null for every exchange
   */
  List<String> missing(@Nullable String exchange);

  /** Why exchanges that Barline knows are not served, by their ids. */
  Map<String, String> off();
}

package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An instrument in an answer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InstrumentJson(
    String exchange,
    String symbol,
    String nativeSymbol,
    String segment,
    String type,
    String base,
    String quote,
    @Nullable String settle,
    @Nullable String tickSize,
    @Nullable String lotSize,
    @Nullable String contractSize,
    boolean active,
    boolean presumed) {

  /**
   * Those that were asked for.
   *
   * @param more whether the limit left out others
   * @param missing the segments whose instruments are not known yet
   */
  record Listing(
      List<InstrumentJson> instruments,
      int limit,
      boolean more,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missing,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}

  static InstrumentJson of(Instrument instrument) {
    return new InstrumentJson(
        instrument.exchange(),
        instrument.symbol(),
        instrument.nativeSymbol(),
        instrument.segment(),
        instrument.type().code(),
        instrument.base(),
        instrument.quote(),
        instrument.settle(),
        text(instrument.tickSize()),
        text(instrument.lotSize()),
        text(instrument.contractSize()),
        instrument.active(),
        instrument.presumed());
  }

  private static @Nullable String text(@Nullable Decimal decimal) {
    return decimal == null ? null : decimal.toString();
  }
}

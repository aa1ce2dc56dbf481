package io.barline.feed;

import io.barline.market.Instrument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a symbol was found to name on an exchange. */
public sealed interface Lookup {
  /**
   * One instrument.
   *
   * @param instrument as listed, or {@link Instrument#presumed} where its segment's list is missing
   */
  record Found(Instrument instrument) implements Lookup {}

  /**
   * Nothing: every segment that could list it is known, and none does.
   *
   * @param reason what is wrong with the symbol, in a sentence without a full stop; null where it
   *     is only that nothing is called so
   */
  record Unknown(@Nullable String reason) implements Lookup {
    /** Nothing is called so. */
    Unknown() {
      this(null);
    }
  }

  /**
   * It can't be told yet.
   *
   * @param segments the ids of those that may list it and whose own lists are not there
   */
  record Missing(List<String> segments) implements Lookup {}
}

package io.barline.feed;

import java.util.function.BooleanSupplier;

/**
 * That a connection be replaced.
 *
 * @param reason why, in a sentence, for operators
 * @param stands whether it is wished still: what is amiss may have ended by itself
 * @param isMute whether nothing at all comes on the connection, so that nothing is lost with it
 * @param fulfilled is run once the connection was replaced, or opened anew
 */
record Wish(String reason, BooleanSupplier stands, BooleanSupplier isMute, Runnable fulfilled) {
  /** Because the exchange is about to close it. */
  static Wish beforeItCloses(String reason) {
    return new Wish(reason, () -> true, () -> false, () -> {});
  }
}

/** Alpaca: US stocks and crypto, streamed where the account may, polled where it may not. */
@NullMarked
package io.barline.exchange.alpaca;

import org.jspecify.annotations.NullMarked;

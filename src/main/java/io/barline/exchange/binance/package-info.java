/** Binance: spot, USD-M and COIN-M futures. */
@NullMarked
package io.barline.exchange.binance;

import org.jspecify.annotations.NullMarked;

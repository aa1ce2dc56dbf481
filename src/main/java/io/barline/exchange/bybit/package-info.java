/** Bybit v5: spot, linear and inverse contracts, each category on connections of its own. */
@NullMarked
package io.barline.exchange.bybit;

import org.jspecify.annotations.NullMarked;

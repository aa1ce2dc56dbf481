/** Exchanges that are reached through CCXT, which runs in a bridge. */
@NullMarked
package io.barline.exchange.ccxt;

import org.jspecify.annotations.NullMarked;

/** Interactive Brokers, by the socket protocol of TWS and IB Gateway. */
@NullMarked
package io.barline.exchange.ibkr;

import org.jspecify.annotations.NullMarked;

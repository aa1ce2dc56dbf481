/**
 * A Trader Workstation that runs here: Interactive Brokers' socket protocol, as far as market data
 * go, written from its documentation.
 */
@NullMarked
package io.barline.simulator.ibkr;

import org.jspecify.annotations.NullMarked;

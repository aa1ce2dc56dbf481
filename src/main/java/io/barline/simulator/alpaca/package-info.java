/** An Alpaca that runs here: streams and REST of stocks and crypto, over loopback. */
@NullMarked
package io.barline.simulator.alpaca;

import org.jspecify.annotations.NullMarked;

/** A Kraken that runs here: spot's public market data, WebSocket v2 and REST. */
@NullMarked
package io.barline.simulator.kraken;

import org.jspecify.annotations.NullMarked;

/** A Hyperliquid that runs here. */
@NullMarked
package io.barline.simulator.hyperliquid;

import org.jspecify.annotations.NullMarked;

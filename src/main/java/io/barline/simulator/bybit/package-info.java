/** A Bybit that runs here: the public part of its v5 interface, streams and REST. */
@NullMarked
package io.barline.simulator.bybit;

import org.jspecify.annotations.NullMarked;

/** An OKX that runs here: the public part of its v5 interface, spot and swaps. */
@NullMarked
package io.barline.simulator.okx;

import org.jspecify.annotations.NullMarked;

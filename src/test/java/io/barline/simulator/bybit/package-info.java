@NullMarked
package io.barline.simulator.bybit;

import org.jspecify.annotations.NullMarked;

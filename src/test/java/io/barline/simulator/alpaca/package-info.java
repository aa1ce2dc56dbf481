@NullMarked
package io.barline.simulator.alpaca;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.barline.simulator.ibkr;

import org.jspecify.annotations.NullMarked;

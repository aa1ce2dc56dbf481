@NullMarked
package io.barline.simulator.kraken;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.barline.simulator.okx;

import org.jspecify.annotations.NullMarked;

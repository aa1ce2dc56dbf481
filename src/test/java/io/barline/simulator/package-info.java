@NullMarked
package io.barline.simulator;

import org.jspecify.annotations.NullMarked;

/** Composition and configuration of the gateway. */
@NullMarked
package io.barline;

import org.jspecify.annotations.NullMarked;

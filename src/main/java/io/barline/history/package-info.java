/** Bars that were, and asking for them again. */
@NullMarked
package io.barline.history;

import org.jspecify.annotations.NullMarked;

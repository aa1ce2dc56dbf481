/**
 * Builds the bars of one instrument from its trades. Single-threaded, without a clock of its own.
 */
@NullMarked
package io.barline.bar;

import org.jspecify.annotations.NullMarked;

/** The order of work for one instrument, single writer. */
@NullMarked
package io.barline.pipeline;

import org.jspecify.annotations.NullMarked;

/**
 * The order of work for one instrument, by a single writer: deduplicate, validate, bars, publish.
 */
@NullMarked
package io.barline.pipeline;

import org.jspecify.annotations.NullMarked;

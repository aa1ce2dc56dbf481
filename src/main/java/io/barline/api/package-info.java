/**
 * The REST resources under {@code /api/v1} and the problems that they answer with.
 *
 * <p>Handlers are plain methods and run on virtual threads, away from the event loops.
 */
@NullMarked
package io.barline.api;

import org.jspecify.annotations.NullMarked;

/** What is checked of an event before it counts. */
@NullMarked
package io.barline.quality;

import org.jspecify.annotations.NullMarked;

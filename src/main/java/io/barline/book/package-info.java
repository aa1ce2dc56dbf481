/** Order books that are right, or say that they aren't. */
@NullMarked
package io.barline.book;

import org.jspecify.annotations.NullMarked;

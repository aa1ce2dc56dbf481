/** The client protocol: messages, codes, and the one encoding of each event. */
@NullMarked
package io.barline.wire;

import org.jspecify.annotations.NullMarked;

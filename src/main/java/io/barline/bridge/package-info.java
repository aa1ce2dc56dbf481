/** Programs beside the gateway that hold connections for it: started, watched, started again. */
@NullMarked
package io.barline.bridge;

import org.jspecify.annotations.NullMarked;

/** Who wants what: topics resolved, upstream demand counted, and the standing subscriptions. */
@NullMarked
package io.barline.subscription;

import org.jspecify.annotations.NullMarked;

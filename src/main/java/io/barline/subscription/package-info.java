/**
 * Who wants what: reference counts, linger, and the subscriptions that stand without any client.
 */
@NullMarked
package io.barline.subscription;

import org.jspecify.annotations.NullMarked;

/**
 * Topics, their sequence numbers and last values, and the bounded mailboxes of those who listen.
 */
@NullMarked
package io.barline.hub;

import org.jspecify.annotations.NullMarked;

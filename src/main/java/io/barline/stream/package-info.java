/** The doors through which clients listen: WebSocket and Server-Sent Events. */
@NullMarked
package io.barline.stream;

import org.jspecify.annotations.NullMarked;

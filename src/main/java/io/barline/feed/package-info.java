/** The life of upstream connections: links, subscribing, pacing, heartbeat, backoff, health. */
@NullMarked
package io.barline.feed;

import org.jspecify.annotations.NullMarked;

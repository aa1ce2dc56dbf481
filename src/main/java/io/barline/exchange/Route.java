package io.barline.exchange;

import java.net.URI;
import java.time.Duration;

/**
 * A kind of connection: where it leads and what may be asked of it.
 *
 * @param id unique within the exchange, for example {@code usdm-market}
 * @param segment the {@link Segment#id} whose instruments it carries
 * @param uri the whole address to connect to
 * @param silence how long a healthy connection may stay without any frame, pings included, before
 *     it counts as dead
 * @param maxAge how long the exchange keeps a connection
 */
public record Route(
    String id, String segment, URI uri, Limits limits, Duration silence, Duration maxAge) {}

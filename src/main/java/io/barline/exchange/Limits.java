package io.barline.exchange;

import java.time.Duration;

/**
 * What an exchange allows.
 *
 * @param streamsPerConnection most names subscribed on one connection
 * @param namesPerRequest most names in one subscribe frame
 * @param messagesPerSecond most frames that may be sent a second on one connection, pongs included
 * @param attempts most connection attempts in {@code attemptWindow}, from one address
 */
public record Limits(
    int streamsPerConnection,
    int namesPerRequest,
    int messagesPerSecond,
    int attempts,
    Duration attemptWindow) {}

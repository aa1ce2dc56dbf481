package io.barline.stream;

/**
 * A connected client.
 *
 * @param door {@code ws} or {@code sse}
 * @param since when it came, nanoseconds since the epoch
 * @param topics how many it has
 * @param sent how many messages were sent
 * @param waitingMessages how many wait to be sent
 * @param waitingBytes how long they are together
 */
public record ClientReport(
    String session,
    String door,
    long since,
    int topics,
    long sent,
    int waitingMessages,
    long waitingBytes) {}

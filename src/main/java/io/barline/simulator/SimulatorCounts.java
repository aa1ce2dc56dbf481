package io.barline.simulator;

/**
 * What the simulated exchange has seen since its start.
 *
 * @param attempts WebSocket connection attempts, refused ones included
 * @param refused attempts answered with an HTTP error
 * @param open connections that are open now
 * @param messages frames received: control messages, pings and pongs
 * @param mostMessagesPerSecond the most of them from one connection within any second
 * @param subscribed stream names subscribed, those in URLs included
 * @param unsubscribed stream names unsubscribed
 * @param mostStreams the most streams that one connection had
 * @param rejected control messages answered with an error
 * @param pongsReceived pongs that answered a ping
 * @param closedForMessages connections closed for too many messages
 * @param closedForStreams connections closed for too many streams
 * @param closedForSilence connections closed for an unanswered ping
 * @param closedForSlowness connections closed because they didn't read fast enough
 * @param framesSent data frames; acks and pings are not among them
 * @param bytesSent of data frames
 * @param restRequests REST requests, refused ones included
 * @param restRefused REST requests answered 429 or 503, or with the status that a test wants
 * @param mostAttempts the most attempts, refused ones included, within any time as long as that in
 *     which the exchange limits them (Binance and Bybit 5 minutes, others one); of all segments
 *     together
 * @param mostMessagesPerMinute the most frames received, on all connections together, within any
 *     minute
 * @param mostRestWeight the most REST weight, refused requests included, within any time as long as
 *     that in which the exchange limits it (Bybit 5 seconds, others a minute); where requests have
 *     no weights, the most requests; of all segments together
 * @param mostOpen the most connections that were open at a time
 */
public record SimulatorCounts(
    long attempts,
    long refused,
    long accepted,
    int open,
    long messages,
    int mostMessagesPerSecond,
    long subscribed,
    long unsubscribed,
    int mostStreams,
    long rejected,
    long pingsSent,
    long pingsReceived,
    long pongsReceived,
    long closedForMessages,
    long closedForStreams,
    long closedForSilence,
    long closedForSlowness,
    long framesSent,
    long bytesSent,
    long restRequests,
    long restRefused,
    long mostAttempts,
    long mostMessagesPerMinute,
    long mostRestWeight,
    int mostOpen) {}

package io.barline.hub;

import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import org.jspecify.annotations.Nullable;

/**
 * What the hub knows of a stream.
 *
 * @param seq the number of the last message; 0 before the first
 * @param state the last published state; null before the first
 * @param lastPublish the receive time of the last message, nanoseconds since the epoch; 0 before
 *     the first
 */
public record TopicReport(
    Topic topic,
    Variant variant,
    String epoch,
    long seq,
    int subscribers,
    FeedStatus.@Nullable State state,
    long lastPublish) {}

package io.barline.stream;

import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.Cursor;
import io.barline.wire.Delivery;
import io.barline.wire.EmptyBars;
import io.barline.wire.Updates;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its topics.
 *
 * @param delivery null for the preset of each topic's channel
 * @param resume where it wants to go on, by topic as it wrote it
 */
record TopicOptions(
    Updates updates, EmptyBars emptyBars, @Nullable Delivery delivery, Map<String, Cursor> resume) {
  TopicOptions resuming(Map<String, Cursor> cursors) {
    return new TopicOptions(updates, emptyBars, delivery, cursors);
  }

  Variant variantOf(Topic topic) {
    return topic.channel() instanceof Channel.Bars
        ? new Variant(updates == Updates.LIVE, emptyBars == EmptyBars.FLAT)
        : Variant.PLAIN;
  }

  /** Why the channel can't be had this way; null where it can. */
  @Nullable String misfit(Channel channel) {
    return deliveryOf(channel).misfit(channel);
  }

  Delivery deliveryOf(Channel channel) {
    return delivery == null ? Delivery.presetOf(channel) : delivery;
  }
}

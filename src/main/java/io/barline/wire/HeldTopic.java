package io.barline.wire;

import io.barline.market.Topic;

/** A topic that a client has, and how. */
public record HeldTopic(
    Topic topic, Updates updates, EmptyBars emptyBars, Delivery delivery, boolean live) {}

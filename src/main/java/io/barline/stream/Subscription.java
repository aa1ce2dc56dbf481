package io.barline.stream;

import io.barline.hub.Hub;
import io.barline.hub.Subscriber;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.subscription.Demand;
import io.barline.wire.Delivery;
import io.barline.wire.Encoded;

/**
 * One topic of one client. Messages that are under way when it ends are not let through. Offered to
 * on the thread of the stream's owner, the rest on the client's event loop.
 */
final class Subscription implements Subscriber {
  private final Topic topic;
  private final Variant variant;
  private final Demand.Interest interest;
  private final Hub hub;
  private final Intakes intakes;
  private volatile Delivery delivery;
  private volatile Intake intake;

  /** The owner's: follows {@link #intake}. */
  private Intake used;

  private volatile boolean wanted = true;

  /**
   * @param interest has the topic's data flow
   * @param delivery one that fits the topic's channel
   * @param intakes makes the way of its messages into the client's mailbox
   */
  Subscription(
      Topic topic,
      Variant variant,
      Demand.Interest interest,
      Hub hub,
      Delivery delivery,
      Intakes intakes) {
    this.topic = topic;
    this.variant = variant;
    this.interest = interest;
    this.hub = hub;
    this.delivery = delivery;
    this.intakes = intakes;
    this.intake = intakes.of(topic, delivery, this::refresh);
    this.used = intake;
  }

  Topic topic() {
    return topic;
  }

  Variant variant() {
    return variant;
  }

  @Override
  public void offer(Encoded message) {
    if (wanted) {
      Intake now = intake;
      if (!now.equals(used)) {
        used.seal();
        used = now;
      }
      now.offer(message);
    }
  }

  Delivery delivery() {
    return delivery;
  }

  /**
   * Goes on with another delivery. What waits in the way of the old one goes before what comes by
   * the new one.
   *
   * @param other one that fits the topic's channel
   */
  void deliver(Delivery other) {
    if (other.equals(delivery)) {
      return;
    }
    delivery = other;
    Intake old = intake;
    if (old instanceof BookFlow flow && !(other instanceof Delivery.Conflate)) {
      flow.sparing(other instanceof Delivery.Snapshot);
    } else {
      intake = intakes.of(topic, other, this::refresh);
      old.end();
      if (topic.channel() instanceof Channel.Book) {
        refresh();
      }
    }
  }

  /** Begins to hear the topic; whether its stream is open. */
  boolean attach() {
    return hub.attach(topic, variant, this);
  }

  /** Has the last data offered again, of an order book the whole of it. */
  void refresh() {
    hub.refresh(topic, variant, this);
  }

  void end() {
    wanted = false;
    hub.detach(topic, variant, this);
    intake.end();
    interest.close();
  }

  boolean isLive() {
    return hub.state(topic, variant) == FeedStatus.State.LIVE;
  }
}

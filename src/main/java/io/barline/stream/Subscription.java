package io.barline.stream;

import io.barline.hub.Hub;
import io.barline.hub.Subscriber;
import io.barline.hub.Variant;
import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.subscription.Demand;
import io.barline.wire.Encoded;
import java.util.function.Function;

/**
 * One topic of one client. Messages that are under way when it ends are not let through. Offered to
 * on the thread of the stream's owner, the rest on the client's event loop.
 */
final class Subscription implements Subscriber {
  private final Topic topic;
  private final Variant variant;
  private final Demand.Interest interest;
  private final Hub hub;
  private final Intake intake;
  private volatile boolean wanted = true;

  /**
   * @param interest has the topic's data flow
   * @param intake makes the way of its messages into the client's mailbox
   */
  Subscription(
      Topic topic,
      Variant variant,
      Demand.Interest interest,
      Hub hub,
      Function<Subscription, Intake> intake) {
    this.topic = topic;
    this.variant = variant;
    this.interest = interest;
    this.hub = hub;
    this.intake = intake.apply(this);
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
      intake.offer(message);
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
    interest.close();
  }

  boolean isLive() {
    return hub.state(topic, variant) == FeedStatus.State.LIVE;
  }
}

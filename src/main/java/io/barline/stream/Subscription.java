package io.barline.stream;

import io.barline.hub.Hub;
import io.barline.hub.Replay;
import io.barline.hub.Subscriber;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.subscription.Demand;
import io.barline.wire.Cursor;
import io.barline.wire.Delivery;
import io.barline.wire.Encoded;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One topic of one client. Messages that are under way when it ends are not let through. Offered to
 * on the thread of the stream's owner, the rest on the client's event loop.
 *
 * <p>It begins with {@link #attach} or, where the client goes on from a cursor, with {@link
 * #resume} and then {@link #release}: what was missed goes into the mailbox as fast as the client
 * reads, and what is published meanwhile waits behind it in the replay window.
 */
final class Subscription implements Subscriber {
  /** Most missed messages at once: the owner has others to serve, too. */
  private static final int MOST_AT_ONCE = 256;

  private final Topic topic;
  private final Variant variant;
  private final Demand.Interest interest;
  private final Hub hub;
  private final Mailbox mailbox;
  private final Intakes intakes;
  private volatile Delivery delivery;
  private volatile Intake intake;

  /** The owner's: follows {@link #intake}. */
  private Intake used;

  private volatile boolean wanted = true;

  /** Behind which place everything came, or will; null until the topic is heard. */
  private volatile @Nullable Cursor since;

  /** The owner's: what is heard first, all that is offered meanwhile included. */
  private volatile Outstanding.@Nullable Part replay;

  /** Whether a snapshot was asked for during the replay; the owner's thread only. */
  private boolean refreshLater;

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
    this.mailbox = intakes.mailbox();
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
      Outstanding.Part first = replay;
      if (first == null) {
        intake().offer(message);
      } else if (message.isSnapshot()) {
        refreshLater = true; // it is ahead of what is being replayed
      } else if (!first.count()) {
        mailbox.close(Farewell.slow("slow: what was missed was not read in time"));
      }
    }
  }

  /** The way of what comes next, behind all that went another way; the owner's thread only. */
  private Intake intake() {
    Intake now = intake;
    if (!now.equals(used)) {
      used.seal();
      used = now;
    }
    return now;
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

  @Override
  public void attached(Cursor cursor) {
    since = cursor;
  }

  /** Begins to hear the topic; whether its stream is open. */
  boolean attach() {
    return hub.attach(topic, variant, this);
  }

  /**
   * Begins to hear the topic behind a cursor, if all from there on is known; nothing is let through
   * before {@link #release}.
   *
   * @param answer told on the thread of the stream's owner; null where something is not known: then
   *     the topic is not heard
   * @return whether the stream is open; if not, there is no answer
   */
  boolean resume(Cursor cursor, Consumer<@Nullable Replay> answer) {
    return hub.resume(
        topic,
        variant,
        cursor,
        this,
        found -> {
          if (found != null) {
            replay = intakes.outstanding().of(found);
            since = cursor;
            intake().resumed();
          }
          answer.accept(found);
        });
  }

  /** Lets through what {@link #resume} found; whether the stream is still open. */
  boolean release(Replay found) {
    return found.isOpen() && found.onOwner(this::replay);
  }

  private void replay() {
    Outstanding.Part first = replay;
    if (first == null) {
      return;
    }
    if (!wanted) {
      end(first);
      return;
    }
    Intake to = intake();
    int most = Math.min(MOST_AT_ONCE, to.room());
    for (int i = 0; i < most && !mailbox.isHalfFull(); i++) {
      Encoded message = first.next();
      if (message == null) {
        end(first);
        if (refreshLater) {
          refreshLater = false;
          refresh();
        }
        return;
      }
      mailbox.replayed().add(message);
      to.replay(message);
    }
    // However much it is: all that a stream has left when it ends counts, and only gets less.
    var _ = first.count();
    mailbox.whenTaken(this::goOn);
  }

  private void end(Outstanding.Part first) {
    first.end();
    replay = null;
  }

  /** Goes on with what is being replayed, or gives it up once it is not wanted; any thread. */
  private void goOn() {
    Outstanding.Part first = replay;
    if (first != null) {
      first.onOwner(this::replay);
    }
  }

  /** Whether all behind that cursor came, or will, on this connection. */
  boolean covers(Cursor cursor) {
    Cursor from = since;
    return from != null && from.epoch().equals(cursor.epoch()) && cursor.seq() >= from.seq();
  }

  /** Has the last data offered again, of an order book the whole of it. */
  void refresh() {
    hub.refresh(topic, variant, this);
  }

  void end() {
    wanted = false;
    hub.detach(topic, variant, this);
    goOn();
    intake.end();
    interest.close();
  }

  boolean isLive() {
    return hub.state(topic, variant) == FeedStatus.State.LIVE;
  }
}

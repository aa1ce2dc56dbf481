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
import io.barline.wire.Encoded;
import java.util.function.Consumer;
import java.util.function.Function;
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
  /** So many missed messages of a book at once are not yet too many for {@link BookFlow}. */
  private static final int BOOK_MESSAGES = BookFlow.MOST_WAITING / 2;

  private final Topic topic;
  private final Variant variant;
  private final Demand.Interest interest;
  private final Hub hub;
  private final Mailbox mailbox;
  private final Intake intake;
  private volatile boolean wanted = true;

  /** Behind which place everything came, or will; null until the topic is heard. */
  private volatile @Nullable Cursor since;

  /** What is heard first, all that is offered meanwhile included; the owner's thread only. */
  private @Nullable Replay replay;

  /**
   * @param interest has the topic's data flow
   * @param intake makes the way of its messages into the client's mailbox
   */
  Subscription(
      Topic topic,
      Variant variant,
      Demand.Interest interest,
      Hub hub,
      Mailbox mailbox,
      Function<Subscription, Intake> intake) {
    this.topic = topic;
    this.variant = variant;
    this.interest = interest;
    this.hub = hub;
    this.mailbox = mailbox;
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
      Replay first = replay;
      if (first == null) {
        intake.offer(message);
      } else if (!mailbox.mayHold(first.outstanding(), first.outstandingBytes())) {
        mailbox.close(Farewell.slow("slow: what was missed was not read in time"));
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
            replay = found;
            since = cursor;
            intake.resumed();
          }
          answer.accept(found);
        });
  }

  /** Lets through what {@link #resume} found; whether the stream is still open. */
  boolean release(Replay found) {
    return found.isOpen() && found.onOwner(this::replay);
  }

  private void replay() {
    Replay first = replay;
    if (first == null || !wanted) {
      return;
    }
    int most = topic.channel() instanceof Channel.Book ? BOOK_MESSAGES : Integer.MAX_VALUE;
    for (int i = 0; i < most && !mailbox.isHalfFull(); i++) {
      Encoded message = first.next();
      if (message == null) {
        replay = null;
        return;
      }
      intake.offer(message);
    }
    mailbox.whenTaken(() -> first.onOwner(this::replay));
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
    interest.close();
  }

  boolean isLive() {
    return hub.state(topic, variant) == FeedStatus.State.LIVE;
  }
}

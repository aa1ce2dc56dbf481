package io.barline.stream;

import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.Delivery;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Makes the ways into one client's mailbox. */
final class Intakes {
  private final Mailbox mailbox;
  private final Outstanding outstanding;
  private final EventExecutor loop;
  private final LongSupplier nanoTime;

  /**
   * @param loop the client's event loop
   * @param nanoTime as {@link System#nanoTime}
   */
  Intakes(Mailbox mailbox, EventExecutor loop, LongSupplier nanoTime) {
    this.mailbox = mailbox;
    this.outstanding = new Outstanding(mailbox);
    this.loop = loop;
    this.nanoTime = nanoTime;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /** What waits outside of it during replays. */
  Outstanding outstanding() {
    return outstanding;
  }

  /**
   * The way of a topic's messages.
   *
   * @param delivery one that fits the topic's channel
   * @param refresh has the whole of an order book offered again
   */
  Intake of(Topic topic, Delivery delivery, Runnable refresh) {
    boolean book = topic.channel() instanceof Channel.Book;
    return switch (delivery) {
      case Delivery.Lossless _ -> book ? new BookFlow(mailbox, refresh, false) : mailbox::offer;
      case Delivery.Snapshot _ -> new BookFlow(mailbox, refresh, true);
      case Delivery.Conflate(int every) -> {
        long nanos = TimeUnit.MILLISECONDS.toNanos(every);
        yield book
            ? new BookConflation(mailbox, loop, nanoTime, nanos, refresh)
            : new Conflation(mailbox, loop, nanoTime, nanos);
      }
      case Delivery.DropOldest(int queue) -> new DropOldest(mailbox, loop, queue);
      case Delivery.Batch batch -> new Batching(mailbox, loop, nanoTime, batch);
    };
  }
}

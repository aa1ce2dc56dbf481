package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Exchange;
import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * REST in the place of a connection: asked again and again for all that is wanted, each answer a
 * frame. A request that fails ends it, like the loss of a connection, and so does a pause in which
 * too much was missed. A name that the exchange does not take is left out for a while.
 */
final class PolledLink implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(PolledLink.class);

  /** After a longer pause between two rounds more was missed than between any two. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** How long a name that the exchange does not take is not asked for. */
  private static final long LEFT_OUT = 5 * 60 * UtcNanos.SECOND;

  private final Exchange exchange;
  private final Route route;
  private final Duration every;
  private final Lane lane;
  private final Rest rest;
  private final Supplier<List<String>> names;
  private final Listener listener;

  /** Until when a name is not asked for; only of names that are wanted. */
  private final Map<String, Long> leftOut = new HashMap<>();

  private Runnable cancelRound = () -> {};
  private long began;
  private long ended;

  /** Written on the lane, read by the asking thread too. */
  private volatile boolean over;

  private PolledLink(
      Exchange exchange,
      Route route,
      Duration every,
      Lane lane,
      Rest rest,
      Supplier<List<String>> names,
      Listener listener) {
    this.exchange = exchange;
    this.route = route;
    this.every = every;
    this.lane = lane;
    this.rest = rest;
    this.names = names;
    this.listener = listener;
  }

  /**
   * Begins to ask.
   *
   * @param names what is wanted, asked for on the lane before each round
   */
  static Link open(
      Exchange exchange,
      Route route,
      Access.Polled polled,
      Lane lane,
      Rest rest,
      Supplier<List<String>> names,
      Listener listener) {
    PolledLink link = new PolledLink(exchange, route, polled.every(), lane, rest, names, listener);
    link.cancelRound = lane.after(Duration.ZERO, link::begin);
    return link;
  }

  private void begin() {
    if (!over) {
      ended = lane.now();
      listener.opened();
      round();
    }
  }

  private void round() {
    if (over) {
      return;
    }
    List<String> wanted = names.get();
    if (wanted.isEmpty()) {
      next();
      return;
    }
    began = lane.now();
    long pause = began - ended;
    if (pause > Bans.longer(LONGEST_PAUSE, every.multipliedBy(2)).toNanos()) {
      over("polled too seldom: nothing was asked for " + Duration.ofNanos(pause), 0);
      return;
    }
    List<List<String>> groups = groups(wanted);
    Thread.ofVirtual()
        .name("poll-%s-%s".formatted(exchange.id(), route.id()))
        .start(() -> ask(groups));
  }

  /**
   * Names that were left out are asked for alone, so that they don't spoil the others' requests.
   */
  private List<List<String>> groups(List<String> wanted) {
    leftOut.keySet().retainAll(new HashSet<>(wanted));
    List<String> together = new ArrayList<>();
    List<List<String>> groups = new ArrayList<>();
    for (String name : wanted) {
      Long until = leftOut.get(name);
      if (until == null) {
        together.add(name);
      } else if (began >= until) {
        groups.add(List.of(name));
      }
    }
    if (!together.isEmpty()) {
      groups.addFirst(together);
    }
    return groups;
  }

  private void ask(List<List<String>> groups) {
    try {
      PollRound round = new PollRound(exchange, route, rest, new Told());
      for (List<String> group : groups) {
        Rest.Reply.Failed failed = round.ask(group);
        if (failed != null) {
          lane.execute(() -> failed(failed));
          return;
        }
      }
      lane.execute(this::next);
    } catch (InterruptedException | RejectedExecutionException _) {
      Thread.currentThread().interrupt(); // the gateway stops
    } catch (RuntimeException bug) {
      LOG.error("exchange={} route={} event=poll_failed", exchange.id(), route.id(), bug);
      lane.execute(() -> over("could not ask: " + Rest.describe(bug), 0));
    }
  }

  private final class Told implements PollRound.Told {
    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void answered(byte[] body) {
      lane.execute(() -> received(body));
    }

    @Override
    public void refused(String name, String reason) {
      lane.execute(() -> leaveOut(name, reason));
    }
  }

  private void received(byte[] body) {
    if (!over) {
      listener.received(body, body.length);
    }
  }

  private void leaveOut(String name, String reason) {
    if (leftOut.put(name, lane.now() + LEFT_OUT) == null) {
      LOG.warn(
          "exchange={} route={} left_out={} reason=\"{}\"",
          exchange.id(),
          route.id(),
          name,
          reason);
    }
  }

  private void next() {
    if (!over) {
      leftOut.values().removeIf(until -> began >= until); // it was answered now
      ended = lane.now();
      cancelRound = lane.after(every, this::round);
    }
  }

  /** What the answer says is told first: it may be that asking again is of no use. */
  private void failed(Rest.Reply.Failed failed) {
    int status = failed.status();
    if (status >= 400 && status < 500 && status != 418 && status != 429) {
      received(failed.body());
    }
    over(failed.reason(), failed.atLeast().plusSeconds(1).minusNanos(1).toSeconds());
  }

  /** There is nothing to send to: what is wanted is asked for in each round. */
  @Override
  public void send(String text) {}

  @Override
  public void close(String reason) {
    over(reason, 0);
  }

  private void over(String reason, long retryAfterSeconds) {
    if (!over) {
      over = true;
      cancelRound.run();
      listener.closed(reason, retryAfterSeconds);
    }
  }
}

package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Exchange;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * REST in the place of a connection: asked again and again for all that is wanted, each answer a
 * frame. A request that fails ends it, like the loss of a connection.
 */
final class PolledLink implements Link {
  private final Exchange exchange;
  private final Route route;
  private final Duration every;
  private final Lane lane;
  private final Rest rest;
  private final Supplier<List<String>> names;
  private final Listener listener;
  private Runnable cancelRound = () -> {};
  private boolean over;

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
      listener.opened();
      round();
    }
  }

  private void round() {
    if (over) {
      return;
    }
    List<RestRequest> requests = exchange.polls(route, names.get());
    if (requests.isEmpty()) {
      next();
      return;
    }
    Thread.ofVirtual()
        .name("poll-%s-%s".formatted(exchange.id(), route.id()))
        .start(() -> ask(requests));
  }

  private void ask(List<RestRequest> requests) {
    try {
      for (RestRequest request : requests) {
        switch (rest.ask(request)) {
          case Rest.Reply.Answered(byte[] body) -> lane.execute(() -> answered(body));
          case Rest.Reply.Failed(String reason, Duration atLeast) -> {
            lane.execute(() -> over(reason, atLeast.toSeconds()));
            return;
          }
        }
      }
      lane.execute(this::next);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the gateway stops
    }
  }

  private void answered(byte[] body) {
    if (!over) {
      listener.received(body, body.length);
    }
  }

  private void next() {
    if (!over) {
      cancelRound = lane.after(every, this::round);
    }
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

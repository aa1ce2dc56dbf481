package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of requests of a polled route. Where a request for several names is refused for what it
 * asks, the names are halved until those are alone that are refused; the others are answered. It
 * blocks, so it is for virtual threads.
 */
final class PollRound {
  private static final Logger LOG = LoggerFactory.getLogger(PollRound.class);

  /**
   * How often names are halved in a round: enough to find a few among a thousand. The next round
   * finds more.
   */
  static final int MOST_HALVINGS = 32;

  private final Exchange exchange;
  private final Route route;
  private final Rest rest;
  private final Told told;
  private int halvings;

  /** What comes of it, told on the asking thread. */
  interface Told {
    /** Whether nobody wants more of it. */
    boolean isOver();

    void answered(byte[] body);

    /** The exchange does not take this name. */
    void refused(String name, String reason);
  }

  PollRound(Exchange exchange, Route route, Rest rest, Told told) {
    this.exchange = exchange;
    this.route = route;
    this.rest = rest;
    this.told = told;
  }

  /**
   * Asks for {@code names}.
   *
   * @return the failure that ends the link; null where it goes on
   */
  Rest.Reply.@Nullable Failed ask(List<String> names) throws InterruptedException {
    for (RestRequest request : exchange.polls(route, names)) {
      if (told.isOver()) {
        return null;
      }
      switch (rest.ask(request)) {
        case Rest.Reply.Answered(byte[] body) -> told.answered(body);
        case Rest.Reply.Failed failed -> {
          return failed.status() == 400 || failed.status() == 422 ? refused(names, failed) : failed;
        }
      }
    }
    return null;
  }

  private Rest.Reply.@Nullable Failed refused(List<String> names, Rest.Reply.Failed failed)
      throws InterruptedException {
    if (names.size() == 1) {
      told.refused(names.getFirst(), failed.reason());
      return null;
    }
    if (halvings == MOST_HALVINGS) {
      LOG.warn(
          "exchange={} route={} halved={} event=names_not_asked_this_round reason=\"{}\"",
          exchange.id(),
          route.id(),
          halvings,
          failed.reason());
    }
    if (halvings++ >= MOST_HALVINGS) {
      return null;
    }
    int half = names.size() / 2;
    Rest.Reply.Failed first = ask(names.subList(0, half));
    return first != null ? first : ask(names.subList(half, names.size()));
  }
}

package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Exchange;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions to an exchange that are asked on connections of their own instead of by HTTP: one
 * connection for each route that takes them. It blocks who asks, so it is for virtual threads.
 */
final class Inquiries implements Rest.Asker {
  private static final Logger LOG = LoggerFactory.getLogger(Inquiries.class);

  private final Exchange exchange;
  private final Lane lane;
  private final FeedSettings settings;
  private final Link.Factory links;
  private final AddressBudget budget;
  private final Map<String, InquiryLine> lines = new ConcurrentHashMap<>();

  /** Those that somebody waits for. */
  private final Set<AskedQuestion> asked = ConcurrentHashMap.newKeySet();

  private volatile boolean stopped;

  /**
   * @param budget shared with the feeds of that exchange
   */
  Inquiries(
      Exchange exchange,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      AddressBudget budget) {
    this.exchange = exchange;
    this.lane = lane;
    this.settings = settings;
    this.links = links;
    this.budget = budget;
  }

  /** Opens connections of any kind but those that are REST themselves. */
  static Link.Factory links(FeedSettings settings) {
    return (route, lane, _, told) ->
        switch (route.access()) {
          case Access.Socket socket ->
              WebSocketLink.open(socket.uri(), Map.of(), lane, told, settings);
          case Access.Framed framed -> TcpLink.open(framed, lane, told, settings);
          case Access.Bridged bridged -> BridgeLink.open(bridged, lane, told, settings);
          case Access.Polled _ ->
              throw new IllegalArgumentException(
                  "connections %s are polled, and take no questions".formatted(route.id()));
        };
  }

  @Override
  public Rest.Reply ask(RestRequest request) throws InterruptedException {
    String text = request.body();
    Route route = route(request.uri().getSchemeSpecificPart());
    if (text == null || route == null) {
      return Rest.Reply.Failed.notAsked(
          "%s not asked: %s has no such connections".formatted(request, exchange.id()),
          Duration.ZERO);
    }
    InquiryLine line =
        lines.computeIfAbsent(
            route.id(), _ -> new InquiryLine(exchange, route, lane, settings, links, budget));
    AskedQuestion question = new AskedQuestion(request, text);
    asked.add(question);
    try {
      if (stopped) {
        throw new InterruptedException();
      }
      execute(
          () -> {
            if (!stopped) {
              line.ask(question);
            }
          });
      return question.reply.get();
    } catch (CancellationException _) {
      throw new InterruptedException("the gateway stops");
    } catch (InterruptedException stop) {
      withdraw(line, question);
      throw stop;
    } catch (ExecutionException broken) {
      return new Rest.Reply.Failed("%s: %s".formatted(request, Rest.describe(broken)));
    } finally {
      asked.remove(question);
    }
  }

  private @Nullable Route route(String id) {
    for (Route route : exchange.routes()) {
      if (route.id().equals(id)) {
        return route;
      }
    }
    return null;
  }

  /** What is left of it is of no use to anybody. */
  private void withdraw(InquiryLine line, AskedQuestion question) {
    try {
      execute(() -> line.withdraw(question));
    } catch (InterruptedException _) { // then nothing is left
      Thread.currentThread().interrupt();
    }
  }

  private void execute(Runnable task) throws InterruptedException {
    try {
      lane.execute(() -> lane.attempt(task));
    } catch (RejectedExecutionException _) { // the loop ended before us
      throw new InterruptedException();
    }
  }

  /** Closes the connections; who waits for an answer is interrupted. */
  void stop() {
    stopped = true;
    asked.forEach(question -> question.reply.cancel(false));
    try {
      lane.execute(() -> lines.values().forEach(line -> line.close("the gateway stops")));
    } catch (RejectedExecutionException _) { // the loop ended before us, and all on it
      LOG.debug("exchange={} event=loop_ended", exchange.id());
    }
  }
}

package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Access;
import io.barline.exchange.Allowance;
import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import io.barline.market.MarketEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However twenty connections of an address fare, it stays within what the exchange allows. */
class StormPropertiesTest implements FeedListener {
  private static final int CONNECTIONS = 20;
  private static final Allowance ATTEMPTS = new Allowance(30, Duration.ofMinutes(1));
  private static final Allowance MESSAGES = new Allowance(60, Duration.ofMinutes(1));

  @Override
  public void data(Feed feed, MarketEvent event) {}

  @Override
  public void closing(Feed feed, String reason) {}

  @Override
  public void changed(Feed feed, String name, Change change) {}

  @Override
  public boolean barred(Feed feed, String name, String reason, boolean terminal) {
    return false;
  }

  @Override
  public void idle(Feed feed) {}

  /** What happened within a window of the exchange's clock never exceeds what is allowed. */
  private static final class Counted {
    private final Allowance allowance;
    private final Deque<Long> at = new ArrayDeque<>();

    Counted(Allowance allowance) {
      this.allowance = allowance;
    }

    void one(long now) {
      at.addLast(now);
      while (now - at.getFirst() >= allowance.window().toNanos()) {
        at.removeFirst();
      }
      assertThat(at).hasSizeLessThanOrEqualTo(allowance.most());
    }
  }

  @Property(tries = 40)
  void attemptsAndMessagesStayWithinTheLimits(@ForAll long seed) {
    Random random = new Random(seed);
    TestLane time = new TestLane();
    Counted attempts = new Counted(ATTEMPTS);
    Counted messages = new Counted(MESSAGES);
    List<Link.Listener> open = new ArrayList<>();
    Link.Factory links =
        (Route _, Lane _, Supplier<List<String>> _, Link.Listener listener) -> {
          attempts.one(time.lane.now());
          open.add(listener);
          return new Link() {
            @Override
            public void send(String text) {
              messages.one(time.lane.now());
            }

            @Override
            public void close(String reason) {
              if (open.remove(listener)) {
                listener.closed(reason, 0);
              }
            }
          };
        };
    AddressBudget budget =
        new AddressBudget(TokenBucket.of(ATTEMPTS), TokenBucket.of(MESSAGES), new Bans());
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Feed feed = feed(time, links, budget, i, new Random(seed + i));
      feeds.add(feed);
      feed.add("a");
      feed.add("b");
      feed.add("c");
    }
    for (int second = 0; second < 240; second++) {
      for (Link.Listener each : List.copyOf(open)) {
        fate(each, open, random);
      }
      if (random.nextInt(30) == 0) {
        List<Link.Listener> all = List.copyOf(open);
        open.clear();
        all.forEach(each -> each.closed("all die together", 0));
      }
      time.pass(Duration.ofSeconds(1));
      feeds.forEach(Feed::check);
    }
  }

  private static void fate(Link.Listener each, List<Link.Listener> open, Random random) {
    switch (random.nextInt(12)) {
      case 0 -> each.opened();
      case 1 -> {
        open.remove(each);
        each.closed("lost", 0);
      }
      case 2 -> {
        if (random.nextInt(10) == 0) {
          open.remove(each);
          each.refused(429, "too many", random.nextInt(5));
        }
      }
      default -> {}
    }
  }

  private Feed feed(
      TestLane time, Link.Factory links, AddressBudget budget, int number, Random random) {
    return new Feed(
        "plain:only#" + number,
        new PlainExchange(),
        new Route(
            "only",
            "spot",
            new Access.Socket(URI.create("ws://127.0.0.1:1/"), null, null),
            new Limits(5, 1, Limits.UNLIMITED, 5, Limits.UNLIMITED, 30, Duration.ofMinutes(1)),
            Duration.ofSeconds(30),
            Duration.ofHours(24)),
        time.lane,
        PlainExchange.SETTINGS,
        links,
        _ -> null,
        budget,
        random,
        this);
  }
}

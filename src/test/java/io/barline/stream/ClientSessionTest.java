package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.Principal;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.wire.ClientMessageReader;
import io.barline.wire.CloseCode;
import io.barline.wire.DeliveryReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientSessionTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  private final Queue<Runnable> owner = new ArrayDeque<>();
  private final Hub hub = new Hub(false, CLOCK);
  private final Market market = new Market(hub, owner::add);
  private final Mailbox mailbox = new Mailbox(1_024, 1_000_000, () -> {});
  private final Intakes intakes =
      new Intakes(mailbox, new EmbeddedChannel().eventLoop(), System::nanoTime);
  private final ClientMessageReader reader =
      new ClientMessageReader(65_536, new DeliveryReader(500));
  private final Subscriptions subscriptions =
      new Subscriptions(Principal.LOCAL, market, market, hub, intakes, 3);
  private long time;
  private final ClientSession session = session(subscriptions);

  @Test
  void acknowledgesBeforeAnythingElse() {
    try (var _ = market.want(Market.trades("A"), Variant.PLAIN)) {
      market.publish(Market.trades("A"), Variant.PLAIN, Market.live(Market.trades("A")));
      runOwner();
      send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"x:trades:a\"]}");
      runOwner();
      market.publish(Market.trades("A"), "news");
      runOwner();

      List<String> taken = Messages.taken(mailbox);
      assertThat(taken).hasSize(3);
      assertThat(taken.get(0))
          .isEqualTo(
              "{\"type\":\"ack\",\"id\":1,\"topics\":[{\"requested\":\"x:trades:a\","
                  + "\"topic\":\"x:trades:A\",\"state\":\"live\"}],\"subscriptions\":["
                  + "{\"topic\":\"x:trades:A\",\"state\":\"live\",\"updates\":\"final\","
                  + "\"emptyBars\":\"none\",\"delivery\":\"lossless\"}]}");
      assertThat(taken.get(1)).contains("\"type\":\"status\"", "\"snapshot\":true");
      assertThat(taken.get(2)).contains("\"type\":\"gap\"", "news");
    }
  }

  @Test
  void aBadTopicDoesNotFailTheGoodOnes() {
    send("{\"type\":\"subscribe\",\"topics\":[\"nonsense\",\"x:trades:NONE\",\"x:trades:B\"]}");

    assertThat(only())
        .contains("\"requested\":\"nonsense\",\"error\":{\"code\":\"bad_topic\"")
        .contains("\"code\":\"unknown_symbol\",\"number\":114", "\"suggestions\":[\"A\"]")
        .contains("\"topic\":\"x:trades:B\",\"state\":\"pending\"");
    assertThat(market.wanted()).containsExactly("x:trades:B");
  }

  @Test
  void onlyTheFirstUnknownTopicsOfARequestGetSuggestions() {
    ClientSession many =
        session(new Subscriptions(Principal.LOCAL, market, market, hub, intakes, 1_000));
    String unknown =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "\"x:trades:NONE" + i + "\"")
            .collect(Collectors.joining(","));
    var _ =
        many.received(("{\"type\":\"subscribe\",\"topics\":[" + unknown + "]}").getBytes(UTF_8));
    assertThat(only().split("unknown_symbol", -1)).hasSize(1_001);
    assertThat(market.suggested()).isEqualTo(3);

    var _ =
        many.received(("{\"type\":\"unsubscribe\",\"topics\":[" + unknown + "]}").getBytes(UTF_8));
    assertThat(only()).contains("not_subscribed");
    var _ =
        many.received(
            ("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"],"
                    + "\"resume\":{\"x:trades:NONE\":{\"epoch\":\"e\",\"seq\":1}}}")
                .getBytes(UTF_8));
    assertThat(only()).contains("pending");
    assertThat(market.suggested()).isEqualTo(3);
  }

  @Test
  void aRequestNamesNoMoreTopicsThanAConnectionMayHave() {
    String four = "\"topics\":[\"x:trades:A\",\"x:trades:B\",\"x:trades:C\",\"x:trades:D\"]}";
    String refusal = "\"message\":\"a request has at most 3 topics, this one has 4\"";
    send("{\"type\":\"subscribe\",\"id\":5," + four);
    assertThat(only()).contains("\"id\":5,\"code\":\"limit_reached\"", refusal);
    send("{\"type\":\"unsubscribe\"," + four);
    assertThat(only()).contains("\"code\":\"limit_reached\"", refusal);
    send(
        "{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"],\"resume\":{"
            + IntStream.range(0, 4)
                .mapToObj(i -> "\"x:trades:" + i + "\":{\"epoch\":\"e\",\"seq\":1}")
                .collect(Collectors.joining(","))
            + "}}");
    assertThat(only()).contains("a request has at most 3 topics to resume, this one has 4");
    assertThat(market.wanted()).isEmpty();
  }

  @Test
  void otherOptionsReplaceTheVariant() {
    send("{\"type\":\"subscribe\",\"topics\":[\"x:bars.1m:A\",\"x:trades:A\"]}");
    send(
        "{\"type\":\"subscribe\",\"topics\":[\"x:bars.1m:A\",\"x:trades:A\"],"
            + "\"updates\":\"live\",\"emptyBars\":\"flat\"}");
    runOwner();
    assertThat(market.wanted()).containsExactly("x:bars.1m:A+live+flat", "x:trades:A");
    Messages.taken(mailbox);

    Topic bars = new Topic("x", new Channel.Bars(Interval.M1), "A");
    hub.open(bars, Variant.PLAIN, owner::add).publish(Market.gap(bars, "old"));
    hub.open(bars, new Variant(true, true), owner::add).publish(Market.gap(bars, "new"));
    assertThat(only()).contains("new");
    send("{\"type\":\"list\",\"id\":\"l\"}");
    assertThat(only())
        .isEqualTo(
            "{\"type\":\"subscriptions\",\"id\":\"l\",\"subscriptions\":["
                + "{\"topic\":\"x:bars.1m:A\",\"state\":\"pending\",\"updates\":\"live\","
                + "\"emptyBars\":\"flat\",\"delivery\":\"lossless\"},"
                + "{\"topic\":\"x:trades:A\",\"state\":\"pending\",\"updates\":\"final\","
                + "\"emptyBars\":\"none\",\"delivery\":\"lossless\"}]}");
  }

  @Test
  void anotherDeliveryKeepsTheStream() {
    send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:quotes:A\",\"x:book.5:A\"]}");
    assertThat(only())
        .contains(
            "\"topic\":\"x:trades:A\",\"state\":\"pending\",\"updates\":\"final\","
                + "\"emptyBars\":\"none\",\"delivery\":\"lossless\"}",
            "\"emptyBars\":\"none\",\"delivery\":\"conflate\",\"every\":0}",
            "\"emptyBars\":\"none\",\"delivery\":\"snapshot\"}");
    runOwner();
    market.publish(Market.trades("A"), "one");
    runOwner();
    send(
        "{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"],\"delivery\":\"drop_oldest\","
            + "\"queue\":7}");
    market.publish(Market.trades("A"), "two");
    runOwner();
    List<String> taken = Messages.taken(mailbox);
    assertThat(taken).hasSize(3);
    assertThat(taken.get(1)).contains("\"delivery\":\"drop_oldest\",\"queue\":7}");
    assertThat(taken.get(2)).contains("\"seq\":2,", "two");
  }

  @Test
  void aDeliveryThatDoesNotFitIsTheTopicsAnswer() {
    send(
        "{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:book.5:A\"],"
            + "\"delivery\":\"batch\"}");
    assertThat(only())
        .contains(
            "\"requested\":\"x:book.5:A\",\"error\":{\"code\":\"bad_option\"",
            "delivery of an order book is snapshot, conflate or lossless, not \\\"batch\\\"",
            "\"delivery\":\"batch\",\"count\":100,\"every\":1000,\"queue\":500}");
    send("{\"type\":\"subscribe\",\"topics\":[\"x:quotes:A\"],\"delivery\":\"snapshot\"}");
    assertThat(only()).contains("\"code\":\"bad_option\"", "which is for order books");
  }

  @Test
  void theSameAgainChangesNothing() {
    send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:trades:a\"]}");
    send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"]}");
    runOwner();
    market.publish(Market.trades("A"), "news");
    runOwner();
    assertThat(Messages.taken(mailbox)).hasSize(3);
    assertThat(subscriptions.count()).isEqualTo(1);
  }

  @Test
  void unsubscribesByTopicOrAlias() {
    send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:trades:B\"]}");
    runOwner();
    Messages.taken(mailbox);
    send("{\"type\":\"unsubscribe\",\"id\":2,\"topics\":[\"x:trades:a\",\"x:trades:C\"]}");
    assertThat(only())
        .contains(
            "\"requested\":\"x:trades:a\",\"topic\":\"x:trades:A\",\"state\":\"unsubscribed\"")
        .contains("\"requested\":\"x:trades:C\",\"error\":{\"code\":\"not_subscribed\"")
        .contains("\"subscriptions\":[{\"topic\":\"x:trades:B\"");
    market.publish(Market.trades("A"), "not heard");
    runOwner();
    assertThat(mailbox.isEmpty()).isTrue();
    assertThat(market.wanted()).containsExactly("x:trades:B");
  }

  @Test
  void subscribesToTheTopicsOfANamedSubscription() {
    send("{\"type\":\"subscribe\",\"subscription\":\"mine\"}");
    assertThat(only()).contains("\"topic\":\"x:trades:A\"", "\"topic\":\"x:trades:B\"");
    send("{\"type\":\"subscribe\",\"id\":3,\"subscription\":\"theirs\"}");
    assertThat(only())
        .isEqualTo(
            "{\"type\":\"error\",\"id\":3,\"code\":\"unknown_subscription\",\"number\":116,"
                + "\"message\":\"there is no subscription named \\\"theirs\\\"\","
                + "\"retryable\":false}");
  }

  @Test
  void saysThatWhatWasMissedIsNotKnown() {
    send(
        "{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:trades:B\"],\"resume\":{"
            + "\"x:trades:C\":{\"epoch\":\"e\",\"seq\":7},\"x:trades:NONE\":{\"epoch\":\"e\",\"seq\":7},"
            + "\"x:trades:A\":{\"epoch\":\"e\",\"seq\":7}}}");
    assertThat(mailbox.isEmpty()).isTrue(); // only the stream's thread knows
    runOwner();
    assertThat(only())
        .contains("\"topic\":\"x:trades:A\",\"state\":\"pending\",\"recovered\":false}")
        .contains("\"topic\":\"x:trades:B\",\"state\":\"pending\"}");
  }

  @Test
  void goesOnByAnyNameAndInTheSameVariantOnly() {
    try (var _ = market.want(Market.trades("A"), Variant.PLAIN)) {
      String epoch = hub.open(Market.trades("A"), Variant.PLAIN, owner::add).epoch();
      hub.attach(Market.trades("A"), Variant.PLAIN, _ -> {});
      market.publish(Market.trades("A"), "one");
      market.publish(Market.trades("A"), "two");
      runOwner();
      String cursor = "{\"epoch\":\"" + epoch + "\",\"seq\":1}";
      send(
          "{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:bars.1m:A\",\"x:trades:a\"],"
              + "\"resume\":{\"x:trades:a\":%s,\"x:bars.1m:A\":%s}}".formatted(cursor, cursor));
      runOwner();
      List<String> taken = Messages.taken(mailbox);
      assertThat(taken.get(0))
          .contains(
              "\"topic\":\"x:trades:A\",\"state\":\"pending\",\"recovered\":true,\"replayed\":1}",
              "\"topic\":\"x:bars.1m:A\",\"state\":\"pending\",\"recovered\":false}",
              "\"requested\":\"x:trades:a\",\"topic\":\"x:trades:A\",\"state\":\"pending\",\"recovered\":true,\"replayed\":1}");
      assertThat(taken).hasSize(2);
      assertThat(taken.get(1)).contains("two");
    }
  }

  @Test
  void aTopicThatTheConnectionHasIsNotBegunAnew() {
    try (var _ = market.want(Market.trades("A"), Variant.PLAIN)) {
      String epoch = hub.open(Market.trades("A"), Variant.PLAIN, owner::add).epoch();
      hub.attach(Market.trades("A"), Variant.PLAIN, _ -> {});
      market.publish(Market.trades("A"), "one");
      market.publish(Market.trades("A"), "two");
      runOwner();
      send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"]}");
      runOwner();
      market.publish(Market.trades("A"), "three");
      runOwner();
      Messages.taken(mailbox);
      for (int seq = 1; seq <= 3; seq++) {
        send(
            "{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"],\"resume\":{\"x:trades:A\":{\"epoch\":\"%s\",\"seq\":%d}}}"
                .formatted(epoch, seq));
        runOwner();
        assertThat(only())
            .contains(seq < 2 ? "\"recovered\":false}" : "\"recovered\":true,\"replayed\":0}");
      }
    }
  }

  @Test
  void boundsTheTopicsOfAConnection() {
    send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:trades:B\"]}");
    Messages.taken(mailbox);
    send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:C\",\"x:trades:D\"]}");
    assertThat(only())
        .contains("\"requested\":\"x:trades:D\",\"error\":{\"code\":\"limit_reached\"");
    assertThat(subscriptions.count()).isEqualTo(3);
  }

  @Test
  void answersAPing() {
    send("{\"type\":\"ping\",\"id\":\"p\"}");
    assertThat(only())
        .isEqualTo("{\"type\":\"pong\",\"id\":\"p\",\"time\":\"2026-11-22T14:20:00.000Z\"}");
  }

  @Test
  void tellsFaultsAndClosesAfterMany() {
    for (int i = 1; i < ClientSession.MAX_FAULTS; i++) {
      send("nonsense");
    }
    send("{\"type\":\"ping\"}");
    for (int i = 1; i < ClientSession.MAX_FAULTS; i++) {
      session.receivedBinary();
    }
    assertThat(mailbox.farewell()).isNull();
    session.receivedBinary();
    assertThat(requireNonNull(mailbox.farewell()).code()).isEqualTo(CloseCode.PROTOCOL_VIOLATION);
    assertThat(Messages.taken(mailbox)).last().asString().contains("binary", "bad_request");
  }

  @Test
  void aRequestCountsAsAMessageForEachFiftyTopicsThatItNames() {
    ClientSession many =
        session(new Subscriptions(Principal.LOCAL, market, market, hub, intakes, 1_000));
    byte[] ping = "{\"type\":\"ping\"}".getBytes(UTF_8);
    byte[] subscribe = naming("subscribe", 1_000);
    int burst = Settings.local().messageBurst();
    for (int i = 0; i < burst / 20 - 1; i++) {
      var _ = many.received(subscribe);
      assertThat(only()).contains("ack");
    }
    for (int i = 0; i < 19; i++) {
      var _ = many.received(ping);
      assertThat(only()).contains("pong");
    }
    var _ = many.received(naming("unsubscribe", 1_000)); // one is left: nineteen are owed
    assertThat(only()).contains("ack");
    var _ = many.received(ping);
    assertThat(only()).contains("\"code\":\"rate_limited\",\"number\":203");
    time += 20 * TimeUnit.SECONDS.toNanos(1) / Settings.local().messages() - 1;
    var _ = many.received(ping);
    assertThat(only()).contains("rate_limited");
    time++;
    var _ = many.received(ping);
    assertThat(only()).contains("pong");
    var _ = many.received(ping);
    assertThat(only()).contains("rate_limited");
  }

  @Test
  void fiftyTopicsCountAsNoMoreThanTheMessageAndThoseOfANamedSubscriptionCountToo() {
    ClientSession many =
        session(new Subscriptions(Principal.LOCAL, market, market, hub, intakes, 1_000));
    byte[] fifty = naming("subscribe", 50);
    int burst = Settings.local().messageBurst();
    for (int i = 0; i < burst - 2; i++) {
      var _ = many.received(fifty);
      assertThat(mailbox.farewell()).isNull();
      mailbox.clear();
    }
    market.name("large", IntStream.range(0, 51).mapToObj(i -> "x:trades:" + i).toList());
    var _ = many.received("{\"type\":\"subscribe\",\"subscription\":\"large\"}".getBytes(UTF_8));
    assertThat(only()).contains("ack");
    var _ = many.received("{\"type\":\"ping\"}".getBytes(UTF_8));
    assertThat(only()).contains("rate_limited");
  }

  @Test
  void aRequestOfTooManyPatternsIsRefusedBeforeAnyIsLookedAt() {
    ClientSession many =
        session(new Subscriptions(Principal.LOCAL, market, market, hub, intakes, 1_000));
    var _ = many.received(naming("subscribe", "%d*", 101));
    assertThat(only())
        .contains(
            "\"code\":\"limit_reached\"", "a request has at most 100 patterns, this one has 101");
    market.name("patterns", List.of("x:trades:C*"));
    byte[] both =
        new String(naming("subscribe", "%d*", 100), UTF_8)
            .replace("}", ",\"subscription\":\"patterns\"}")
            .getBytes(UTF_8);
    var _ = many.received(both);
    assertThat(only()).contains("a request has at most 100 patterns, this one has 101");
    assertThat(market.matched()).isZero();
  }

  @Test
  void aPatternCountsAsAWholeMessage() {
    ClientSession many =
        session(new Subscriptions(Principal.LOCAL, market, market, hub, intakes, 1_000));
    int burst = Settings.local().messageBurst();
    byte[] ten = naming("subscribe", "%d*", 10);
    for (int i = 0; i < burst / 10; i++) {
      var _ = many.received(ten);
      assertThat(only()).contains("ack");
    }
    var _ = many.received("{\"type\":\"ping\"}".getBytes(UTF_8));
    assertThat(only()).contains("rate_limited");
    time += TimeUnit.SECONDS.toNanos(1) / Settings.local().messages();
    market.name("two", List.of("x:trades:A*", "x:trades:B*"));
    var _ = many.received("{\"type\":\"subscribe\",\"subscription\":\"two\"}".getBytes(UTF_8));
    assertThat(only()).contains("ack");
    time += TimeUnit.SECONDS.toNanos(1) / Settings.local().messages();
    var _ = many.received("{\"type\":\"ping\"}".getBytes(UTF_8));
    assertThat(only()).contains("rate_limited");
  }

  private static byte[] naming(String type, int topics) {
    return naming(type, "%d", topics);
  }

  /**
   * @param symbol with {@code %d} for the number
   */
  private static byte[] naming(String type, String symbol, int topics) {
    return IntStream.range(0, topics)
        .mapToObj(i -> "\"x:trades:" + symbol.formatted(i) + "\"")
        .collect(Collectors.joining(",", "{\"type\":\"" + type + "\",\"topics\":[", "]}"))
        .getBytes(UTF_8);
  }

  @Test
  void aTopicWhoseStreamIsGoneIsToldAndForgotten() {
    Subscriptions closing =
        new Subscriptions(
            Principal.LOCAL,
            market,
            (topic, variant) -> {
              var interest = market.want(topic, variant);
              hub.close(topic, variant);
              return interest;
            },
            hub,
            intakes,
            3);
    ClientSession unlucky = session(closing);
    var _ =
        unlucky.received("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"]}".getBytes(UTF_8));
    assertThat(Messages.taken(mailbox)).last().asString().contains("error", "subscribe again");
    assertThat(closing.count()).isZero();
    assertThat(market.wanted()).isEmpty();
  }

  @Test
  void aFailureBehindTheDoorCostsOneTopicAndIsToldWithoutItsDetails() {
    Subscriptions failing =
        new Subscriptions(
            Principal.LOCAL,
            market,
            (topic, variant) -> {
              if (topic.equals(Market.trades("B"))) {
                throw new IllegalStateException("secret");
              }
              return market.want(topic, variant);
            },
            hub,
            intakes,
            3);
    ClientSession unlucky = session(failing);
    var _ =
        unlucky.received(
            "{\"type\":\"subscribe\",\"id\":9,\"topics\":[\"x:trades:A\",\"x:trades:B\"]}"
                .getBytes(UTF_8));
    assertThat(only())
        .contains("\"type\":\"ack\",\"id\":9", "\"topic\":\"x:trades:A\",\"state\":\"pending\"")
        .contains("\"requested\":\"x:trades:B\",\"error\":{\"code\":\"internal\"")
        .doesNotContain("secret");
    market.publish(Market.trades("A"), "news");
    runOwner();
    assertThat(only()).contains("news");
  }

  @Test
  void aTopicOfANamedSubscriptionThatIsGoneIsToldAndTheOthersAreHeard() {
    send("{\"type\":\"subscribe\",\"subscription\":\"stale\"}");
    assertThat(only())
        .contains("\"requested\":\"x:trades:NONE\",\"error\":{\"code\":\"unknown_symbol\"")
        .contains("\"topic\":\"x:trades:A\",\"state\":\"pending\"");
    market.publish(Market.trades("A"), "news");
    runOwner();
    assertThat(only()).contains("news");
    assertThat(market.wanted()).containsExactly("x:trades:A");
  }

  @Test
  void leavesNothingBehind() {
    send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\",\"x:bars.1m:B\"]}");
    subscriptions.clear();
    runOwner();
    assertThat(market.wanted()).isEmpty();
    assertThat(hub.topics()).isEmpty();
    assertThat(subscriptions.count()).isZero();
  }

  private ClientSession session(Subscriptions of) {
    TopicRequests requests =
        new TopicRequests(
            of, mailbox, Runnable::run, new ClientMetrics(new SimpleMeterRegistry(), CLOCK), null);
    return new ClientSession(
        of,
        requests,
        mailbox,
        market,
        reader,
        CLOCK,
        Settings.signIn(Settings.local(), of, mailbox, () -> time));
  }

  private void send(String json) {
    var _ = session.received(json.getBytes(UTF_8));
  }

  private String only() {
    List<String> taken = Messages.taken(mailbox);
    assertThat(taken).hasSize(1);
    return taken.getFirst();
  }

  private void runOwner() {
    Runnable task;
    while ((task = owner.poll()) != null) {
      task.run();
    }
  }
}

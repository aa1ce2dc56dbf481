package io.barline.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.access.Entitlements;
import io.barline.access.Principal;
import io.barline.access.Quotas;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import io.barline.wire.TopicAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingSubscriptionsTest {
  private static final String BTC = "binance:trades:BTC/USDT";
  private static final String ETH = "binance:trades:ETH/USDT";
  private static final String SOL = "binance:trades:SOL/USDT";

  private static final Principal ME = new Principal("me", Entitlements.ALL);
  private static final Principal OTHER = new Principal("other", Entitlements.ALL);

  private final FakeExchange exchange = new FakeExchange();
  private final FakeDemand demand = new FakeDemand();

  /** Rights that have changed, and owners that have none any more. */
  private final Map<String, Principal> rights = new HashMap<>();

  private final Set<String> gone = new HashSet<>();

  private final StandingSubscriptions subscriptions =
      new StandingSubscriptions(
          exchange,
          demand,
          new SubscriptionSettings(Duration.ofSeconds(30), 3, 3, 4),
          owner -> gone.contains(owner.id()) ? null : rights.getOrDefault(owner.id(), owner),
          Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC));

  private static Topic trades(String symbol) {
    return new Topic("binance", new Channel.Trades(), symbol);
  }

  private StandingSubscription created(@Nullable String name, String... topics) {
    Creation creation = subscriptions.create(ME, name, List.of(topics), false);
    assertThat(creation).isInstanceOf(Creation.Created.class);
    return ((Creation.Created) creation).subscription();
  }

  private Creation.Refused refused(@Nullable String name, String... topics) {
    Creation creation = subscriptions.create(ME, name, List.of(topics), false);
    assertThat(creation).isInstanceOf(Creation.Refused.class);
    return (Creation.Refused) creation;
  }

  @Test
  void wantsEachTopicOnceInCanonicalForm() {
    StandingSubscription made = created("majors", BTC, "binance:trades:BTCUSDT", ETH, BTC);
    assertThat(made.topics()).containsExactly(BTC, ETH);
    assertThat(demand.open())
        .containsOnlyKeys(trades("BTC/USDT"), trades("ETH/USDT"))
        .containsValue(1);
    assertThat(made.createdAt()).isEqualTo(1_795_357_200_000_000_000L);
  }

  @Test
  void sameNameAndTopicsInAnyOrderIsTheSame() {
    StandingSubscription made = created("majors", BTC, ETH);
    assertThat(subscriptions.create(ME, "majors", List.of(ETH, BTC), false))
        .isEqualTo(new Creation.Existing(made));
    assertThat(demand.open()).containsValue(1).doesNotContainValue(2);
  }

  @Test
  void namelessWithTheSameTopicsIsTheSame() {
    StandingSubscription made = created(null, BTC, ETH);
    assertThat(subscriptions.create(ME, null, List.of(ETH, BTC), false))
        .isEqualTo(new Creation.Existing(made));
    assertThat(created("named", BTC, ETH).id()).isNotEqualTo(made.id());
    assertThat(created(null, BTC).id()).isNotEqualTo(made.id());
  }

  @Test
  void refusesOtherTopicsUnderATakenName() {
    StandingSubscription made = created("majors", BTC);
    assertThat(refused("majors", ETH).code()).isEqualTo(ErrorCode.NAME_TAKEN);
    assertThat(subscriptions.get(ME, "majors")).isEqualTo(made);
    assertThat(demand.open()).containsOnlyKeys(trades("BTC/USDT"));
  }

  @Test
  void replacesWithoutInterruptingWhatStays() {
    StandingSubscription made = created("majors", BTC, ETH);
    Creation creation = subscriptions.create(ME, "majors", List.of(ETH, SOL), true);
    assertThat(creation).isInstanceOf(Creation.Replaced.class);
    StandingSubscription replaced = ((Creation.Replaced) creation).subscription();
    assertThat(replaced.id()).isEqualTo(made.id());
    assertThat(subscriptions.get(ME, made.id())).isEqualTo(replaced);
    assertThat(subscriptions.list(ME)).containsExactly(replaced);
    assertThat(demand.open()).containsOnlyKeys(trades("ETH/USDT"), trades("SOL/USDT"));
    assertThat(demand.abandoned(trades("ETH/USDT"))).isFalse();
    assertThat(demand.abandoned(trades("BTC/USDT"))).isTrue();
  }

  @Test
  void oneBadTopicRefusesAllAndEveryBadOneIsNamed() {
    String notLoaded = "binance:trades:" + FakeExchange.NOT_LOADED;
    List<String> asked = List.of(BTC, notLoaded, "binance:bars.7m:BTC/USDT");
    Creation creation = subscriptions.create(ME, "majors", asked, false);
    assertThat(creation).isInstanceOf(Creation.BadTopics.class);
    Creation.BadTopics bad = (Creation.BadTopics) creation;
    assertThat(bad.asked()).isEqualTo(3);
    assertThat(bad.topics())
        .extracting(TopicAnswer.Refused::requested)
        .containsExactly(notLoaded, "binance:bars.7m:BTC/USDT");
    assertThat(demand.open()).isEmpty();
    assertThat(subscriptions.list(ME)).isEmpty();
  }

  @Test
  void isBounded() {
    assertThat(refused(null, BTC, ETH, SOL, "binance:bars.1m:BTC/USDT", "x").code())
        .isEqualTo(ErrorCode.LIMIT_REACHED);
    created("a", BTC);
    created("b", BTC);
    created("c", BTC);
    assertThat(refused("d", BTC).code()).isEqualTo(ErrorCode.LIMIT_REACHED);
    assertThat(subscriptions.create(ME, "c", List.of(ETH), true))
        .isInstanceOf(Creation.Replaced.class);
    assertThat(subscriptions.delete(ME, "a")).isTrue();
    created("d", BTC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-a", "a/b", "sub_1", "ä", "a b"})
  void refusesNamesThatDoNotFitAPath(String name) {
    assertThat(refused(name, BTC).code()).isEqualTo(ErrorCode.BAD_REQUEST);
  }

  @Test
  void refusesLongNamesAndNoTopics() {
    assertThat(refused("a".repeat(65), BTC).code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(refused("a").code()).isEqualTo(ErrorCode.BAD_REQUEST);
    created("a".repeat(64), BTC);
  }

  @Test
  void isFoundByIdAndByName() {
    StandingSubscription made = created("majors", BTC);
    assertThat(subscriptions.topics(ME, "majors")).containsExactly(BTC);
    assertThat(subscriptions.topics(ME, made.id())).containsExactly(BTC);
    assertThat(subscriptions.topics(ME, "minors")).isNull();
    assertThat(subscriptions.get(ME, "minors")).isNull();
  }

  @Test
  void deletingLetsGoOnlyOfItsOwnInterests() {
    StandingSubscription first = created("first", BTC, ETH);
    created("second", BTC);
    assertThat(subscriptions.delete(ME, first.id())).isTrue();
    assertThat(subscriptions.delete(ME, "first")).isFalse();
    assertThat(subscriptions.get(ME, "first")).isNull();
    assertThat(demand.open()).containsOnlyKeys(trades("BTC/USDT")).containsValue(1);
  }

  @Test
  void aFailureMidwayLeavesNothingBehind() {
    demand.failOn(SOL);
    assertThatThrownBy(() -> subscriptions.create(ME, "all", List.of(BTC, ETH, SOL), false))
        .isInstanceOf(IllegalStateException.class);
    assertThat(demand.open()).isEmpty();
    assertThat(subscriptions.list(ME)).isEmpty();
  }

  @Test
  void closingLetsGoOfEverythingAndTakesNothingMore() {
    created("a", BTC);
    created(null, ETH);
    subscriptions.close();
    assertThat(demand.open()).isEmpty();
    assertThat(refused("b", BTC).code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
  }

  @Test
  void manyClientsThatAskForTheSameGetOne() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      List<Callable<Creation>> asking = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        asking.add(() -> subscriptions.create(ME, "majors", List.of(BTC, ETH), false));
      }
      int made = 0;
      for (Future<Creation> answer : clients.invokeAll(asking)) {
        made += answer.get() instanceof Creation.Created ? 1 : 0;
      }
      assertThat(made).isEqualTo(1);
    }
    assertThat(demand.open()).hasSize(2).doesNotContainValue(2);
  }

  @Test
  void whatBelongsToAnotherIsNeitherFoundNorEnded() {
    StandingSubscription mine = created("majors", BTC);
    assertThat(subscriptions.create(OTHER, "majors", List.of(ETH), true))
        .isInstanceOf(Creation.Created.class);
    assertThat(subscriptions.list(OTHER)).hasSize(1).doesNotContain(mine);
    assertThat(subscriptions.get(OTHER, mine.id())).isNull();
    assertThat(subscriptions.topics(OTHER, mine.id())).isNull();
    assertThat(subscriptions.topics(OTHER, "majors")).containsExactly(ETH);
    assertThat(subscriptions.delete(OTHER, mine.id())).isFalse();
    assertThat(subscriptions.get(ME, "majors")).isEqualTo(mine);

    Principal admin = new Principal("chief", Entitlements.ALL, quotas(1), true);
    assertThat(subscriptions.list(admin)).hasSize(2);
    assertThat(subscriptions.get(admin, mine.id())).isEqualTo(mine);
    assertThat(subscriptions.get(admin, "majors")).isNull();
    assertThat(subscriptions.delete(admin, mine.id())).isTrue();
  }

  @Test
  void whatIsNotPermittedRefusesTheWholeByItsUnifiedName() {
    Creation creation =
        subscriptions.create(
            entitledTo("*:*:ETH*"), null, List.of(ETH, "binance:trades:BTCUSDT"), false);
    assertThat(creation)
        .isInstanceOfSatisfying(
            Creation.BadTopics.class,
            bad ->
                assertThat(bad.topics())
                    .singleElement()
                    .extracting(TopicAnswer.Refused::code)
                    .isEqualTo(ErrorCode.NOT_ENTITLED));
    assertThat(demand.open()).isEmpty();
  }

  @Test
  void aPatternHoldsWhatIsListed() {
    exchange.list("BTC/USDT", "ETH/USDT");
    StandingSubscription made = created("all", "binance:trades:*/USDT");
    assertThat(made.topics()).containsExactly("binance:trades:*/USDT");
    assertThat(demand.open()).containsOnlyKeys(trades("BTC/USDT"), trades("ETH/USDT"));
    exchange.list("ETH/USDT", "SOL/USDT");
    subscriptions.follow();
    assertThat(demand.open())
        .containsOnlyKeys(trades("ETH/USDT"), trades("SOL/USDT"))
        .containsValue(1);
    subscriptions.follow();
    assertThat(demand.open()).containsValue(1);
    assertThat(subscriptions.delete(ME, "all")).isTrue();
    assertThat(demand.open()).isEmpty();
    exchange.list("BTC/USDT");
    subscriptions.follow();
    assertThat(demand.open()).isEmpty();
  }

  @Test
  void aPatternNeverHoldsMoreThanOneSubscriptionMay() {
    exchange.list("A", "B", "C", "D", "E");
    assertThat(refused("all", "binance:trades:*").code()).isEqualTo(ErrorCode.LIMIT_REACHED);
    exchange.list("A");
    created("all", "binance:trades:*", BTC);
    exchange.list("A", "B", "C", "D", "E");
    subscriptions.follow();
    assertThat(demand.open()).hasSize(4).containsKey(trades("BTC/USDT"));
  }

  @Test
  void aPatternHoldsOnlyWhatItsOwnerMayHave() {
    exchange.list("A", "B");
    Creation creation =
        subscriptions.create(entitledTo("binance:*:A"), "all", List.of("binance:trades:*"), false);
    assertThat(creation).isInstanceOf(Creation.Created.class);
    assertThat(demand.open()).containsOnlyKeys(trades("A"));
    Creation none =
        subscriptions.create(
            entitledTo("binance:quotes:*"), "none", List.of("binance:trades:*"), false);
    assertThat(((Creation.BadTopics) none).topics())
        .extracting(TopicAnswer.Refused::code)
        .containsExactly(ErrorCode.NOT_ENTITLED);
  }

  @Test
  void aPatternOfWhatIsPermittedAndNotListedYetHoldsItOnceItIs() {
    exchange.list("NEO");
    Creation creation =
        subscriptions.create(
            entitledTo("binance:*:NEW"), "new", List.of("binance:trades:N*"), false);
    assertThat(creation).isInstanceOf(Creation.Created.class);
    assertThat(demand.open()).isEmpty();
    exchange.list("NEO", "NEW");
    subscriptions.follow();
    assertThat(demand.open()).containsOnlyKeys(trades("NEW"));
  }

  @Test
  void askedForAgainByAnotherKeyOfTheNameItHoldsWhatThatMayHave() {
    exchange.list("A", "B");
    List<String> all = List.of("binance:trades:*");
    Creation made = subscriptions.create(entitledTo("binance:*:A"), "all", all, false);
    StandingSubscription first = ((Creation.Created) made).subscription();
    assertThat(demand.open()).containsOnlyKeys(trades("A"));
    assertThat(subscriptions.create(ME, "all", all, false)).isEqualTo(new Creation.Existing(first));
    assertThat(demand.open()).containsOnlyKeys(trades("A"), trades("B")).containsValue(1);
    assertThat(demand.abandoned(trades("A"))).isFalse();
    subscriptions.follow();
    assertThat(demand.open()).containsOnlyKeys(trades("A"), trades("B"));
    assertThat(subscriptions.list(ME)).containsExactly(first);
  }

  @Test
  void askedForAgainByAKeyOfTheNameThatMayHaveFewerItGoesOnWithThose() {
    List<String> all = List.of(BTC, ETH, SOL);
    Creation made = subscriptions.create(ME, "majors", all, false);
    StandingSubscription first = ((Creation.Created) made).subscription();
    Principal smaller = new Principal(ME.id(), Entitlements.ALL, quotas(2), false);
    for (int i = 0; i < 3; i++) {
      assertThat(subscriptions.create(smaller, "majors", all, false))
          .isEqualTo(new Creation.Existing(first));
      assertThat(demand.open()).hasSize(2).doesNotContainValue(2);
    }
    assertThat(subscriptions.create(ME, "majors", all, false))
        .isEqualTo(new Creation.Existing(first));
    assertThat(demand.open()).hasSize(3).doesNotContainValue(2);
  }

  @Test
  void askedForAgainItIsThereHoweverMuchIsListedByNow() {
    exchange.list("A");
    StandingSubscription made = created("all", "binance:trades:*");
    exchange.list("A", "B", "C", "D", "E");
    assertThat(subscriptions.create(ME, "all", List.of("binance:trades:*"), false))
        .isEqualTo(new Creation.Existing(made));
  }

  @Test
  void tooManyPatternsAreRefusedBeforeAnyIsLookedAt() {
    StandingSubscriptions large =
        new StandingSubscriptions(
            exchange,
            demand,
            new SubscriptionSettings(Duration.ofSeconds(30), 3, 3, 1_000),
            owner -> owner,
            Clock.systemUTC());
    List<String> patterns =
        IntStream.range(0, 101).mapToObj(i -> "binance:trades:" + i + "*").toList();
    assertThat(large.create(ME, null, patterns, false))
        .isInstanceOfSatisfying(
            Creation.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT_REACHED);
              assertThat(refused.sentence()).contains("at most 100 patterns, this one has 101");
            });
    assertThat(exchange.matched()).isZero();
    large.close();
  }

  private static Principal entitledTo(String pattern) {
    return new Principal(ME.id(), new Entitlements(List.of(TopicPattern.of(pattern))));
  }

  private static Quotas quotas(int topics) {
    return new Quotas(100, topics, 50, 200, 50, 200);
  }

  @Test
  void anOwnerHoldsNoMoreTopicsThanItsQuotaInAllOfThem() {
    Principal small = new Principal("small", Entitlements.ALL, quotas(3), false);
    exchange.list("A", "B");
    assertThat(subscriptions.create(small, "all", List.of("binance:quotes:*"), false))
        .isInstanceOf(Creation.Created.class);
    assertThat(subscriptions.create(small, "more", List.of(BTC, ETH), false))
        .isInstanceOfSatisfying(
            Creation.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT_REACHED);
              assertThat(refused.sentence()).contains("small may have 1 more");
            });
    assertThat(subscriptions.create(small, "more", List.of(BTC), false))
        .isInstanceOf(Creation.Created.class);
    exchange.list("A", "B", "C", "D");
    subscriptions.follow();
    assertThat(demand.open()).hasSize(3);
    created("another", ETH);
  }

  @Test
  void oneOwnerDoesNotTakeThePlacesOfAll() {
    StandingSubscriptions few =
        new StandingSubscriptions(
            exchange,
            demand,
            new SubscriptionSettings(Duration.ofSeconds(30), 10, 1, 4),
            owner -> owner,
            Clock.systemUTC());
    assertThat(few.create(ME, "a", List.of(BTC), false)).isInstanceOf(Creation.Created.class);
    assertThat(few.create(ME, "b", List.of(BTC), false))
        .isInstanceOfSatisfying(
            Creation.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT_REACHED));
    assertThat(few.create(OTHER, "b", List.of(BTC), false)).isInstanceOf(Creation.Created.class);
    assertThat(few.create(Principal.LOCAL, "a", List.of(BTC), false))
        .isInstanceOf(Creation.Created.class);
    assertThat(few.create(Principal.LOCAL, "b", List.of(BTC), false))
        .isInstanceOf(Creation.Created.class);
    few.close();
  }

  @Test
  void whatSomebodyMadeEndsWithItsLastKey() {
    created("mine", BTC);
    assertThat(subscriptions.create(OTHER, "its", List.of(ETH), false))
        .isInstanceOf(Creation.Created.class);
    gone.add(OTHER.id());
    subscriptions.follow();
    assertThat(demand.open()).containsOnlyKeys(trades("BTC/USDT"));
    assertThat(subscriptions.list(OTHER)).isEmpty();
    assertThat(subscriptions.topics(OTHER, "its")).isNull();
  }

  @Test
  void rightsThatAreTakenAwayOrGivenBackChangeWhatIsHeld() {
    StandingSubscription made = created("mine", BTC, ETH);
    rights.put(ME.id(), entitledTo("binance:*:ETH/USDT"));
    subscriptions.follow();
    assertThat(demand.open()).containsOnlyKeys(trades("ETH/USDT"));
    assertThat(subscriptions.get(ME, "mine")).isEqualTo(made);
    rights.clear();
    rights.put(ME.id(), ME);
    subscriptions.follow();
    assertThat(demand.open()).containsOnlyKeys(trades("BTC/USDT"), trades("ETH/USDT"));
  }

  @Test
  void nothingIsToldOfExchangesOfWhichNothingIsPermitted() {
    Principal elsewhere = entitledTo("bybit:*:*");
    Creation creation =
        subscriptions.create(
            elsewhere, null, List.of("binance:trades:NOPE", "nowhere:trades:A"), false);
    assertThat(((Creation.BadTopics) creation).topics())
        .allSatisfy(
            bad -> {
              assertThat(bad.code()).isEqualTo(ErrorCode.NOT_ENTITLED);
              assertThat(bad.suggestions()).isEmpty();
            });
  }

  @Test
  void theFailureOfOneCostsNoOther() {
    exchange.list("A");
    created("one", "binance:trades:*");
    created("two", "binance:quotes:*");
    demand.failOn("binance:trades:B");
    exchange.list("A", "B");
    subscriptions.follow();
    assertThat(demand.open()).containsKey(new Topic("binance", new Channel.Quotes(), "B"));
  }
}

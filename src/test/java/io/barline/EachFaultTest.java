package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.Truth.Market;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Fault;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatorSettings;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each thing that an exchange can do wrong, one at a time, and what a client sees of it. In the end
 * its record is what happened, or it was told what is missing.
 */
class EachFaultTest {
  private static final Logger LOG = LoggerFactory.getLogger(EachFaultTest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TRADES = "binance:trades:BTC/USDT";
  private static final List<String> TOPICS =
      List.of(
          TRADES,
          "binance:bars.1s:BTC/USDT",
          "binance:bars.5s:BTC/USDT",
          "binance:book.20:BTC/USDT",
          "binance:quotes:BTC/USDT");

  private static final int[] CODES = {
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999
  };

  /** {@code -Dbarline.faults=defaults} measures with the settings that operators begin with. */
  private static final boolean DEFAULTS =
      System.getProperty("barline.faults", "").equals("defaults");

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(DEFAULTS ? 1_000 : 50);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(DEFAULTS ? 60_000 : 200);

  private static final String[] SETTINGS =
      DEFAULTS
          ? new String[] {waits("min", SHORTEST_WAIT), waits("max", LONGEST_WAIT)}
          : new String[] {
            waits("min", SHORTEST_WAIT),
            waits("max", LONGEST_WAIT),
            "barline.feed.stable-after=1s",
            "barline.feed.connect-timeout=2s",
            "barline.feed.ack-timeout=2s",
            "barline.fresh.min-silence=1s",
            "barline.fresh.first-data=2s",
            "barline.fresh.proof=1s",
            "barline.repair.delay=300ms"
          };

  /** A wait begins so shortly before it is told, in nanoseconds. */
  private static final long TO_TELL = 20 * UtcNanos.MILLISECOND;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BinanceSimulator exchange;
  private Gateway gateway;
  private RecordingClient client;
  private SimulatedMarket btc;
  private long from;
  private long began;

  private static String waits(String which, Duration wait) {
    return "barline.feed.backoff-%s=%dms".formatted(which, wait.toMillis());
  }

  @BeforeEach
  void start() {
    exchange =
        BinanceSimulator.start(
            SimulatorSettings.DEFAULTS.withTradesPerSecond(20), Clock.systemUTC());
    gateway = Gateway.start(exchange, SETTINGS);
    gateway.awaitCatalogues();
    btc = exchange.market(Segment.SPOT, "BTCUSDT");
    client = RecordingClient.connect(HttpClient.newHttpClient(), gateway.webSocket());
    client.subscribe(TOPICS);
    await(
        "data flows",
        () -> TOPICS.stream().allMatch(topic -> client.look(topic, r -> r.state.equals("live"))));
    from = UtcNanos.now(Clock.systemUTC());
    awaitTradesAfter(from);
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
    exchange.close();
  }

  private void begin(Fault... faults) {
    began = UtcNanos.now(Clock.systemUTC());
    for (Fault fault : faults) {
      exchange.begin(fault);
    }
  }

  private void await(String what, BooleanSupplier wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within %s: %s; %s"
                .formatted(PATIENCE, what, client.look(TRADES, r -> r.statuses + " " + r.holes)));
      }
      poll();
    }
  }

  private static void poll() {
    try {
      var _ = new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitTradesAfter(long time) {
    await(
        "a trade after " + UtcNanos.format(time),
        () -> client.look(TRADES, r -> r.newestTime > time));
  }

  /** Waits until so many trades that happened after the one of that id were told. */
  private void awaitTold(long id, int trades) {
    await(trades + " trades after " + id, () -> times(id).size() >= trades);
  }

  /** When the trades after the one of that id happened, by the exchange's clock, as it was told. */
  private List<Long> times(long id) {
    NavigableMap<Long, Long> times = new TreeMap<>();
    for (String key : client.look(TRADES, record -> List.copyOf(record.byId.keySet()))) {
      int at = key.indexOf('@');
      times.put(Long.valueOf(key.substring(0, at)), Long.valueOf(key.substring(at + 1)));
    }
    return List.copyOf(times.tailMap(id, false).values());
  }

  private void awaitState(String state) {
    await("state " + state, () -> client.look(TRADES, r -> r.statuses.containsKey(state)));
  }

  private void awaitHole(Predicate<RecordingClient.Hole> wanted, String what) {
    await(
        "a hole " + what,
        () -> client.look(TRADES, r -> r.holes.values().stream().anyMatch(wanted)));
  }

  /** Ends the fault, waits until data flows and nothing is left to be mended, and compares. */
  private void healed(String fault) {
    long ended = UtcNanos.now(Clock.systemUTC());
    exchange.heal();
    awaitTradesAfter(ended);
    long flows = UtcNanos.now(Clock.systemUTC());
    await(
        "no hole is open",
        () ->
            gateway.get("/api/v1/gaps?state=open").path("gaps").isEmpty()
                && TOPICS.stream()
                    .allMatch(topic -> client.look(topic, r -> r.state.equals("live"))));
    btc.setTradeRate(0);
    List<MarketTrade> truth = truth();
    long newest = truth.stream().mapToLong(MarketTrade::time).max().orElseThrow();
    long until = Math.max(newest, UtcNanos.now(Clock.systemUTC())); // its clock may have been ahead
    MarketTrade last = truth.getLast();
    await("the last trade", () -> client.look(TRADES, r -> r.trades.containsKey(Truth.key(last))));
    for (long time : new long[] {last.time(), newest}) {
      long window = Interval.S1.start(time);
      await("the last bar", () -> client.look(TOPICS.get(1), r -> r.bars.containsKey(window)));
    }
    await("no hole is open", () -> gateway.get("/api/v1/gaps?state=open").path("gaps").isEmpty());
    LOG.info(
        "fault={} lasted_ms={} flows_again_ms={} holes={} states={}",
        fault,
        (ended - began) / UtcNanos.MILLISECOND,
        (flows - ended) / UtcNanos.MILLISECOND,
        client.look(TRADES, r -> r.holes.values().toString()),
        client.look(TRADES, r -> r.statuses.toString()));
    Comparison comparison = new Comparison(client, from, until, until);
    comparison.compare(
        new Market(
            "binance",
            "BTC/USDT",
            20,
            List.of(Interval.S1, Interval.S5),
            this::truth,
            null,
            () -> {}));
    assertThat(comparison.complaints()).isEmpty();
    assertThat(client.broken()).isEmpty();
    assertThat(client.ended()).isNull();
  }

  private List<MarketTrade> truth() {
    return btc.trades().stream()
        .map(t -> new MarketTrade(t.id(), t.price(), t.size(), t.taker(), t.time()))
        .toList();
  }

  private Map<Long, RecordingClient.Hole> holes() {
    return client.look(TRADES, record -> Map.copyOf(record.holes));
  }

  private Map<String, Integer> statuses() {
    return client.look(TRADES, record -> Map.copyOf(record.statuses));
  }

  private Map<String, Integer> quarantines() {
    return client.look(TRADES, record -> Map.copyOf(record.quarantines));
  }

  private long newest() {
    return client.look(TRADES, record -> record.newestTime);
  }

  private int resets() {
    return client.look(TOPICS.get(3), record -> record.book.resets());
  }

  private int repaired() {
    return client.look(TRADES, record -> record.repaired);
  }

  /** Each time that a topic was told to be in that state. */
  private List<JsonNode> told(String topic, String state) {
    return client.look(topic, record -> List.copyOf(record.notices)).stream()
        .map(notice -> JSON.readTree(notice.substring(notice.indexOf('{'))))
        .filter(notice -> notice.path("state").asString().equals(state))
        .toList();
  }

  /** Every hole was filled: a client misses nothing. */
  private void nothingIsMissing() {
    assertThat(holes().values()).allMatch(RecordingClient.Hole::filled);
  }

  @Test
  void aRefusedConnectionIsTriedEverMoreSeldom() {
    begin(new Fault.Refuse(), new Fault.Drop());
    await("four waits", () -> told(TRADES, "reconnecting").size() >= 4);
    List<JsonNode> waits = told(TRADES, "reconnecting");
    healed("refuse");
    nothingIsMissing();
    long mayCome = 0;
    for (int i = 0; i < waits.size(); i++) {
      JsonNode wait = waits.get(i);
      assertThat(wait.path("attempt").asInt()).isEqualTo(i + 1);
      long came = RecordingClient.nanos(wait, "receiveTime");
      assertThat(came).as("no attempt was made before its time").isGreaterThanOrEqualTo(mayCome);
      mayCome = RecordingClient.nanos(wait, "nextRetry");
      long most = Math.min(LONGEST_WAIT.toNanos(), SHORTEST_WAIT.toNanos() << i);
      assertThat(mayCome - came).isBetween(most / 2 - TO_TELL, most);
    }
  }

  @Test
  void aConnectionThatDropsIsBackWithWhatWasMissed() {
    begin(new Fault.Drop());
    awaitState("reconnecting");
    healed("drop");
    nothingIsMissing();
  }

  @Test
  void aClosedConnectionIsBackWhateverTheCode() {
    for (int code : CODES) {
      int before = statuses().getOrDefault("reconnecting", 0);
      long lives = statuses().getOrDefault("live", 0);
      begin(new Fault.Close(code, "because"));
      await("closed with " + code, () -> statuses().getOrDefault("reconnecting", 0) > before);
      await("live after " + code, () -> statuses().getOrDefault("live", 0) > lives);
    }
    healed("close");
    nothingIsMissing();
  }

  @Test
  void aConnectionThatNeverAnswersIsGivenUp() {
    begin(new Fault.HalfOpen(), new Fault.Drop());
    await(
        "a second attempt",
        () -> client.look(TRADES, r -> r.statuses.getOrDefault("reconnecting", 0) >= 2));
    healed("half-open");
    nothingIsMissing();
  }

  @Test
  void aMuteConnectionIsFoundOut() {
    begin(new Fault.Mute());
    awaitState("stale");
    healed("mute");
    nothingIsMissing();
  }

  @Test
  void slowDataIsStillExact() {
    begin(new Fault.Slow(Duration.ofMillis(1_500)));
    awaitTradesAfter(began + UtcNanos.SECOND);
    healed("slow");
    nothingIsMissing();
  }

  @Test
  void whatComesTwiceCountsOnce() {
    begin(new Fault.Duplicate());
    awaitTradesAfter(began + 2 * UtcNanos.SECOND);
    healed("duplicate");
    assertThat(holes()).isEmpty();
  }

  @Test
  void whatComesInTheWrongOrderFillsItsHole() {
    begin(new Fault.Reorder());
    awaitHole(RecordingClient.Hole::filled, "that was filled");
    healed("reorder");
    nothingIsMissing();
  }

  @Test
  void whatTheStreamLosesIsBroughtBackByRest() {
    begin(new Fault.Lose(20));
    awaitHole(RecordingClient.Hole::filled, "that was filled");
    assertThat(repaired()).isPositive();
    healed("lose");
    nothingIsMissing();
  }

  @Test
  void idsBehindWhichThereIsNothingAreNoLoss() {
    begin(new Fault.SkipIds(5));
    awaitHole(RecordingClient.Hole::filled, "that was filled");
    healed("skip ids");
    assertThat(repaired()).isZero();
  }

  @Test
  void whatCorruptFramesHeldIsBroughtBack() {
    begin(new Fault.Corrupt());
    awaitHole(RecordingClient.Hole::filled, "that was filled");
    healed("corrupt");
    nothingIsMissing();
  }

  @Test
  void whatTruncatedFramesHeldIsBroughtBack() {
    begin(new Fault.Truncate());
    awaitHole(RecordingClient.Hole::filled, "that was filled");
    healed("truncate");
    nothingIsMissing();
  }

  @Test
  void anOversizedFrameCostsTheConnectionAndNothingElse() {
    begin(new Fault.Oversize(9 << 20));
    awaitState("reconnecting");
    healed("oversize");
    nothingIsMissing();
  }

  @Test
  void aTradeOfAnotherSymbolCountsForNone() {
    begin(new Fault.WrongSymbol());
    awaitTradesAfter(began + 2 * UtcNanos.SECOND);
    healed("wrong symbol");
    nothingIsMissing();
  }

  @Test
  void aNegativePriceReachesNobody() {
    begin(new Fault.NegativePrice());
    awaitTradesAfter(began + 2 * UtcNanos.SECOND);
    healed("negative price");
    nothingIsMissing();
  }

  @Test
  void aPriceThatNeverWasIsHeldAndRejected() {
    begin(new Fault.Spike("1.5"));
    await("rejected", () -> client.look(TRADES, r -> r.quarantines.containsKey("rejected")));
    assertThat(quarantines()).containsKey("held");
    healed("spike");
  }

  @ParameterizedTest
  @ValueSource(ints = {418, 429, 503})
  void whatRestRefusesIsBroughtBackLater(int status) {
    begin(new Fault.Rest(status, Duration.ofSeconds(2)), new Fault.Lose(20));
    awaitHole(_ -> true, "of any kind");
    await("REST was asked", () -> exchange.counts().restRefused() > 0);
    healed("rest " + status);
    nothingIsMissing();
  }

  @ParameterizedTest
  @ValueSource(ints = {418, 429, 503})
  void aRefusedHandshakeIsNotTriedBeforeItMay(int status) {
    begin(new Fault.Handshake(status, Duration.ofSeconds(3)), new Fault.Drop());
    awaitState("reconnecting");
    long refused = exchange.counts().refused();
    await("refused", () -> exchange.counts().refused() > refused);
    long ended = UtcNanos.now(Clock.systemUTC());
    healed("handshake " + status);
    assertThat(newest() - ended).isGreaterThan(2 * UtcNanos.SECOND);
    nothingIsMissing();
  }

  @Test
  void anAcknowledgedStreamWithoutDataIsFoundOut() {
    begin(new Fault.AckOnly(), new Fault.Drop());
    awaitState("stale");
    healed("ack without data");
    nothingIsMissing();
  }

  /** Binance confirms such names and sends nothing; of others: {@link RefusedSymbolTest}. */
  @Test
  void aRefusedSymbolHarmsNoOther() {
    begin(new Fault.Reject("ETHUSDT"));
    client.subscribe(List.of("binance:trades:ETH/USDT"));
    awaitTradesAfter(began + 2 * UtcNanos.SECOND);
    healed("rejected symbol");
    assertThat(holes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-20, -4, 20})
  void aClockThatIsWrongMovesTheBarsWithIt(int seconds) {
    // So that it goes back to bars that were told, but not to those that REST completed.
    awaitTradesAfter(from + 6 * UtcNanos.SECOND);
    long skew = seconds * UtcNanos.SECOND;
    long right = truth().getLast().id();
    begin(new Fault.Skew(Duration.ofSeconds(seconds)));
    awaitTold(right + 5, 40); // a few of the right time may have come in between
    assertThat(times(right + 5).subList(0, 40))
        .allMatch(time -> skew < 0 ? time < began : time >= began + skew);
    long wrong = truth().getLast().id();
    long ended = UtcNanos.now(Clock.systemUTC());
    exchange.heal();
    awaitTold(wrong + 5, 40);
    assertThat(times(wrong + 5).subList(0, 40))
        .allMatch(time -> ended <= time && time < ended + 10 * UtcNanos.SECOND);
    healed("skew " + seconds);
    nothingIsMissing();
    List<String> lost =
        truth().stream()
            .filter(trade -> trade.id() > right)
            .map(Truth::key)
            .filter(key -> !client.look(TRADES, r -> r.trades.containsKey(key)))
            .toList();
    assertThat(lost).isEmpty();
  }

  @Test
  void aConnectionIsReplacedBeforeItsForcedEnd() {
    begin(new Fault.Lifetime(Duration.ofSeconds(3)));
    awaitTradesAfter(began + 8 * UtcNanos.SECOND);
    healed("lifetime");
    nothingIsMissing();
    assertThat(statuses()).doesNotContainKey("reconnecting");
    assertThat(resets()).isZero();
  }

  @Test
  void tenTimesTheRateIsStillExact() {
    begin(new Fault.Burst(10));
    awaitTradesAfter(began + 3 * UtcNanos.SECOND);
    healed("burst");
    assertThat(holes()).isEmpty();
  }
}

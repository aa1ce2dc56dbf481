package io.barline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.simulator.Venue.Kind;
import io.barline.simulator.Venue.Told;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What a client of each exchange meets while a fault is in force, and when it is over. */
class FaultsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Hyperliquid repeats no trades so old to new subscribers. */
  private static final Duration OLD = Duration.ofSeconds(25);

  private static final JsonMapper JSON = new JsonMapper();

  private final TestClock clock = new TestClock();

  private static void expectRefusal(ThrowingCallable attempt, int status, String retryAfter) {
    assertThatThrownBy(attempt)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class, refusal -> expect(refusal, status, retryAfter));
  }

  private static void expect(WebSocketHandshakeException refusal, int status, String retryAfter) {
    expect(refusal.getResponse(), status, retryAfter);
  }

  private static void expect(HttpResponse<?> response, int status, String retryAfter) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Retry-After").orElse("")).isEqualTo(retryAfter);
  }

  private static void expectCut(StreamClient client) {
    assertThat(client.closed.orTimeout(10, TimeUnit.SECONDS))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(IOException.class);
  }

  /** Data flows as if nothing had been. */
  private static void expectHealth(Venue venue, StreamClient client) {
    venue.probe(client);
    String id = venue.trade("65000");
    assertThat(venue.next(client, 1)).extracting(Told::id).containsExactly(id);
    venue.probe(client);
  }

  @ParameterizedTest
  @EnumSource
  void refusesConnectionsAndRequests(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var early = venue.subscribed()) {
      venue.faults().begin(new Fault.Refuse());
      assertThatThrownBy(venue::connect)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(503));
      assertThat(venue.rest().statusCode()).isEqualTo(503);
      expectHealth(venue, early);
      venue.faults().end(new Fault.Refuse());
      assertThat(venue.rest().statusCode()).isEqualTo(200);
      venue.connect().close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void cutsConnectionsWithoutACloseFrame(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Drop());
      expectCut(client);
      try (var next = venue.subscribed()) {
        expectHealth(venue, next);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closesConnectionsWithEachCode(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock)) {
      for (int code : new int[] {1000, 1001, 1008, 1011, 1012, 1013, 4000}) {
        try (var client = venue.subscribed()) {
          venue.faults().begin(new Fault.Close(code, "Going away"));
          assertThat(client.closeCode()).isEqualTo(code);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersNothingButTheHandshakeOnceHalfOpen(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var early = venue.subscribed()) {
      venue.faults().begin(new Fault.HalfOpen());
      long before = venue.counts().messages();
      try (var client = venue.connect()) {
        client.send(venue.probe());
        while (venue.counts().messages() == before) {
          Thread.onSpinWait();
        }
        expectHealth(venue, early);
        venue.faults().heal();
        expectHealth(venue, early);
        assertThat(client.isQuiet()).isTrue();
        assertThat(client.closed).isNotDone();
        venue.faults().begin(new Fault.Close(1012, "Restart"));
        assertThat(early.closeCode()).isEqualTo(1012);
        expectCut(client);
        assertThat(client.isQuiet()).isTrue();
      }
      clock.advance(OLD);
      try (var next = venue.subscribed()) {
        expectHealth(venue, next);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersButTellsNothingWhileMute(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Mute());
      String lost = venue.trade("65001");
      venue.probe(client);
      venue.faults().end(new Fault.Mute());
      expectHealth(venue, client);
      assertThat(venue.truth()).contains(lost);
      assertThat(venue.restTrades()).contains(lost);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsAllOfItLaterAndInOrderWhileSlow(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Slow(SECOND));
      String first = venue.trade("65000");
      clock.advance(Duration.ofMillis(600));
      venue.settle();
      String second = venue.trade("65001");
      clock.advance(Duration.ofMillis(399));
      venue.settle();
      long before = venue.counts().messages();
      client.send(venue.probe());
      while (venue.counts().messages() == before) {
        Thread.onSpinWait();
      }
      assertThat(client.isQuiet()).isTrue();
      clock.advance(Duration.ofMillis(1));
      venue.settle();
      assertThat(venue.next(client, 1)).extracting(Told::id).containsExactly(first);
      assertThat(client.isQuiet()).isTrue();
      venue.faults().end(new Fault.Slow(SECOND));
      assertThat(venue.next(client, 1)).extracting(Told::id).containsExactly(second);
      assertThat(client.text()).isNotEmpty();
      expectHealth(venue, client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsEachTradeTwice(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Duplicate());
      String first = venue.trade("65000");
      String second = venue.trade("65001");
      assertThat(venue.next(client, 4))
          .extracting(Told::id)
          .containsExactly(first, first, second, second);
      assertThat(venue.truth()).containsExactly(first, second);
      venue.faults().heal();
      expectHealth(venue, client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsPairsOfTradesInTheWrongOrder(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Reorder());
      String first = venue.trade("65000");
      venue.probe(client);
      String second = venue.trade("65001");
      String third = venue.trade("65002");
      assertThat(venue.next(client, 2)).extracting(Told::id).containsExactly(second, first);
      venue.probe(client);
      venue.faults().heal();
      assertThat(venue.next(client, 1)).extracting(Told::id).containsExactly(third);
      assertThat(venue.truth()).containsExactly(first, second, third);
      expectHealth(venue, client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void losesSomeTradesToTheStreamThatRestTells(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Lose(2));
      List<String> ids = List.of(trade(venue), trade(venue), trade(venue), trade(venue));
      assertThat(venue.next(client, 2))
          .extracting(Told::id)
          .containsExactly(ids.get(0), ids.get(2));
      venue.probe(client);
      assertThat(venue.truth()).containsExactlyElementsOf(ids);
      assertThat(venue.restTrades()).containsExactlyInAnyOrderElementsOf(ids);
      venue.faults().heal();
      expectHealth(venue, client);
    }
  }

  private static String trade(Venue venue) {
    return venue.trade("65000");
  }

  @ParameterizedTest
  @EnumSource
  void leavesOutIds(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      String first = trade(venue);
      venue.faults().begin(new Fault.SkipIds(3));
      String second = trade(venue);
      assertThat(venue.next(client, 2)).extracting(Told::id).containsExactly(first, second);
      assertThat(venue.truth()).containsExactly(first, second);
      if (kind == Kind.BINANCE || kind == Kind.ALPACA) {
        assertThat(Long.parseLong(second) - Long.parseLong(first)).isEqualTo(4);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void breaksFramesNowAndThen(Kind kind) throws Exception {
    for (Fault fault : List.of(new Fault.Corrupt(), new Fault.Truncate())) {
      try (Venue venue = kind.open(clock);
          var client = venue.subscribed()) {
        venue.faults().begin(fault);
        String lost = trade(venue);
        String frame = client.text();
        assertThatThrownBy(() -> JSON.readTree(frame)).isInstanceOf(JacksonException.class);
        int broken = 0;
        for (int i = 0; i < 64; i++) {
          trade(venue);
          broken += isJson(client.text()) ? 0 : 1;
        }
        assertThat(broken).isBetween(1, 32);
        assertThat(venue.truth()).contains(lost);
        venue.faults().heal();
        expectHealth(venue, client);
      }
    }
  }

  private static boolean isJson(String text) {
    try {
      return !JSON.readTree(text).isMissingNode();
    } catch (JacksonException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsFramesOfAnySizeNowAndThen(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Oversize(300_000));
      String id = trade(venue);
      String frame = client.text();
      assertThat(frame).hasSize(300_000);
      assertThat(venue.read(JSON.readTree(frame))).extracting(Told::id).containsExactly(id);
      venue.faults().heal();
      expectHealth(venue, client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsTradesUnderWrongSymbolsToo(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.WrongSymbol());
      String id = trade(venue);
      List<Told> told = venue.next(client, 3);
      assertThat(told).extracting(Told::id).containsOnly(id);
      assertThat(told).extracting(Told::symbol).doesNotHaveDuplicates().startsWith(venue.symbol());
      assertThat(told.get(1).symbol()).startsWith("NOS");
      assertThat(told.get(2).symbol()).startsWith(kind == Kind.ALPACA ? "MSFT" : "ETH");
      assertThat(venue.truth()).containsExactly(id);
      venue.faults().heal();
      expectHealth(venue, client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsTradesBelowZeroThatNeverHappened(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.NegativePrice());
      String id = venue.trade("65000");
      List<Told> told = venue.next(client, 2);
      assertThat(told.get(0).id()).isEqualTo(id);
      assertThat(told.get(1).price()).isEqualByComparingTo("-65000");
      assertThat(venue.truth()).containsExactly(id);
      assertThat(venue.restTrades()).containsExactly(id);
      venue.faults().heal();
      expectHealth(venue, client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsOneTradeAtAPriceThatNeverWas(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      String id = venue.trade("65000");
      venue.next(client, 1);
      venue.faults().begin(new Fault.Spike("1.5"));
      Told spike = venue.next(client, 1).getFirst();
      assertThat(spike.price()).isEqualByComparingTo(new BigDecimal("97500"));
      assertThat(spike.symbol()).isEqualTo(venue.symbol());
      assertThat(venue.restTrades()).containsExactly(id);
      expectHealth(venue, client);
      assertThat(venue.truth()).doesNotContain(spike.id());
    }
  }

  @ParameterizedTest
  @CsvSource({"418,120", "429,2", "503,1", "500,"})
  void answersRestWithAStatus(int status, @Nullable Integer seconds) throws Exception {
    Duration retryAfter = Duration.ofSeconds(seconds == null ? 0 : seconds);
    for (Kind kind : Kind.values()) {
      try (Venue venue = kind.open(clock)) {
        venue.faults().begin(new Fault.Rest(status, retryAfter));
        expect(venue.rest(), status, seconds == null ? "" : seconds.toString());
        venue.connect().close();
        venue.faults().heal();
        assertThat(venue.rest().statusCode()).isEqualTo(200);
        assertThat(venue.counts().restRefused()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersHandshakesWithAStatus(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock)) {
      venue.faults().begin(new Fault.Handshake(429, Duration.ofMillis(1_500)));
      expectRefusal(venue::connect, 429, "2");
      assertThat(venue.rest().statusCode()).isEqualTo(200);
      venue.faults().begin(new Fault.Handshake(418, Duration.ZERO));
      expectRefusal(venue::connect, 418, "");
      venue.faults().end(new Fault.Handshake(429, Duration.ofMillis(1_500)));
      expectRefusal(venue::connect, 418, "");
      venue.faults().heal();
      venue.connect().close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void confirmsSubscriptionsThatStayWithoutData(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock)) {
      venue.faults().begin(new Fault.AckOnly());
      try (var client = venue.subscribed()) {
        trade(venue);
        venue.probe(client);
        venue.faults().heal();
        trade(venue);
        venue.probe(client);
        clock.advance(OLD);
        venue.unsubscribe(client);
        venue.subscribe(client);
        expectHealth(venue, client);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BINANCE", "ALPACA"})
  void confirmsARejectedSymbolAndTellsNothingOfIt(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var early = venue.subscribed()) {
      venue.faults().begin(new Fault.Reject("NOTHING"));
      venue.faults().begin(new Fault.Reject(venue.symbol()));
      expectHealth(venue, early);
      venue.unsubscribe(early);
      venue.subscribe(early);
      trade(venue);
      venue.probe(early);
      venue.faults().end(new Fault.Reject(venue.symbol()));
      venue.unsubscribe(early);
      venue.subscribe(early);
      expectHealth(venue, early);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BYBIT", "HYPERLIQUID"})
  void refusesARejectedSymbol(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.connect()) {
      venue.faults().begin(new Fault.Reject(venue.symbol()));
      if (kind == Kind.BYBIT) {
        assertThat(
                client.ask(
                    "{\"req_id\":\"1\",\"op\":\"subscribe\",\"args\":[\"publicTrade.BTCUSDT\"]}"))
            .contains("\"success\":false", "handler not found");
      } else {
        client.send(
            "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"trades\",\"coin\":\"BTC\"}}");
        expectCut(client);
      }
      venue.faults().heal();
      try (var next = venue.subscribed()) {
        expectHealth(venue, next);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void stampsTradesByAWrongClock(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      for (int skew : new int[] {3_000, -2_000}) {
        venue.faults().begin(new Fault.Skew(Duration.ofMillis(skew)));
        trade(venue);
        assertThat(venue.next(client, 1).getFirst().millis()).isEqualTo(clock.millis() + skew);
      }
      venue.faults().heal();
      trade(venue);
      assertThat(venue.next(client, 1).getFirst().millis()).isEqualTo(clock.millis());
      clock.advance(Duration.ofSeconds(3));
      venue.settle();
      assertThat(venue.restTrades()).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsConnectionsAtAnAge(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      venue.faults().begin(new Fault.Lifetime(Duration.ofSeconds(10)));
      clock.advance(Duration.ofMillis(8_999));
      venue.settle();
      venue.probe(client);
      clock.advance(Duration.ofMillis(1));
      venue.settle();
      if (kind == Kind.BINANCE) {
        assertThat(client.text()).contains("serverShutdown");
      }
      venue.probe(client);
      clock.advance(SECOND);
      venue.settle();
      assertThat(client.closeCode()).isEqualTo(1001);
      venue.faults().heal();
      try (var next = venue.subscribed()) {
        clock.advance(Duration.ofSeconds(11));
        venue.settle();
        expectHealth(venue, next);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void tradesMoreOftenInABurst(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock)) {
      venue.setTradeRate(50);
      int usual = tradesOfAMinute(venue);
      venue.faults().begin(new Fault.Burst(10));
      int burst = tradesOfAMinute(venue);
      venue.faults().heal();
      int after = tradesOfAMinute(venue);
      assertThat(usual).isBetween(2_500, 3_500);
      assertThat(burst).isBetween(25_000, 35_000);
      assertThat(after).isBetween(2_500, 3_500);
    }
  }

  private int tradesOfAMinute(Venue venue) {
    int before = venue.truth().size();
    for (int i = 0; i < 60; i++) {
      clock.advance(SECOND);
      venue.settle();
    }
    return venue.truth().size() - before;
  }

  @ParameterizedTest
  @EnumSource
  void healsOfEverythingAtOnce(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock);
        var client = venue.subscribed()) {
      for (Fault fault :
          List.of(
              new Fault.Refuse(),
              new Fault.HalfOpen(),
              new Fault.Mute(),
              new Fault.Slow(SECOND),
              new Fault.Duplicate(),
              new Fault.Reorder(),
              new Fault.Lose(1),
              new Fault.Corrupt(),
              new Fault.Truncate(),
              new Fault.Oversize(1_000),
              new Fault.WrongSymbol(),
              new Fault.NegativePrice(),
              new Fault.Rest(503, SECOND),
              new Fault.Handshake(503, SECOND),
              new Fault.AckOnly(),
              new Fault.Reject(venue.symbol()),
              new Fault.Skew(SECOND),
              new Fault.Lifetime(SECOND),
              new Fault.Burst(2))) {
        venue.faults().begin(fault);
      }
      trade(venue);
      venue.faults().heal();
      expectHealth(venue, client);
      venue.faults().begin(new Fault.Drop());
      expectCut(client);
      clock.advance(OLD);
      try (var next = venue.subscribed()) {
        clock.advance(Duration.ofSeconds(2));
        venue.settle();
        expectHealth(venue, next);
        assertThat(venue.rest().statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void breaksTheSameFramesForTheSameSeed(Kind kind) throws Exception {
    var different = new HashSet<List<String>>();
    for (int run = 0; run < 2; run++) {
      try (Venue venue = kind.open(new TestClock());
          var client = venue.subscribed()) {
        venue.faults().begin(new Fault.Corrupt());
        different.add(
            IntStream.range(0, 40)
                .mapToObj(
                    i -> {
                      trade(venue);
                      return client.text();
                    })
                .toList());
      }
    }
    assertThat(different).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void measuresWhatClientsAskOfIt(Kind kind) throws Exception {
    try (Venue venue = kind.open(clock)) {
      try (var first = venue.subscribed();
          var second = venue.connect()) {
        venue.probe(second);
        SimulatorCounts early = venue.counts();
        assertThat(early.mostOpen()).isEqualTo(2);
        assertThat(early.mostMessagesPerMinute()).isEqualTo(early.messages());
        assertThat(early.mostMessagesPerSecond()).isEqualTo(Math.toIntExact(early.messages()) - 1);
        clock.advance(Duration.ofMinutes(6));
        venue.settle();
        venue.connect().close();
        venue.rest();
        SimulatorCounts counts = venue.counts();
        assertThat(counts.mostAttempts()).isEqualTo(2);
        long once = counts.mostRestWeight();
        assertThat(once).isEqualTo(kind == Kind.BINANCE ? 4 : kind == Kind.HYPERLIQUID ? 20 : 1);
        venue.rest();
        clock.advance(Duration.ofMinutes(1));
        venue.rest();
        assertThat(venue.counts().mostRestWeight()).isEqualTo(2 * once);
        assertThat(first.closed).isNotNull();
      }
    }
  }
}

package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.simulator.Fault;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What can't be streamed for a while is polled, streamed again soon after, and repaired. */
class PolledMeanwhileTest extends FourExchanges {
  private static final int ATTEMPTS = 20;

  private Gateway gateway() {
    return Gateway.start(
        binance,
        bybit,
        hyperliquid,
        alpaca,
        "barline.exchanges.binance.enabled=false",
        "barline.exchanges.bybit.enabled=false",
        "barline.exchanges.hyperliquid.enabled=false",
        "barline.exchanges.alpaca.poll-every=500ms",
        "barline.exchanges.alpaca.limits.connection-attempts=" + ATTEMPTS,
        "barline.feed.refused-retry=10m", // longer than anything here is waited for
        "barline.feed.backoff-min=500ms",
        "barline.feed.backoff-max=2s",
        "barline.repair.delay=300ms");
  }

  private static boolean has(Gateway gateway, String mode, Predicate<JsonNode> such) {
    for (JsonNode feed : gateway.get("/api/v1/exchanges/alpaca").path("feeds")) {
      if (feed.path("mode").asString().equals(mode) && such.test(feed)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(JsonNode feed, String state) {
    return feed.path("state").asString().equals(state);
  }

  /** Neither sockets nor REST, and no wait of {@code refused-retry} after that. */
  @Test
  void streamsAgainSoonThoughItCouldNotBePolledEither() {
    alpaca.updateBars(0);
    Market market = Witness.market("alpaca", "BTC/USD", 10, alpaca.market("BTC/USD"));
    try (Gateway gateway = gateway();
        Witness witness = new Witness(gateway, List.of(market))) {
      alpaca.begin(new Fault.Refuse());
      alpaca.begin(new Fault.Drop());
      witness.await(
          "it is to be polled", () -> has(gateway, "polling", feed -> is(feed, "reconnecting")));
      alpaca.heal();
      witness.await("nothing is polled", () -> !has(gateway, "polling", _ -> true));
      witness.compare();
      assertThat(witness.holes(market)).isNotEmpty().allMatch(Hole::filled);
      assertThat(alpaca.counts().mostAttempts()).isLessThanOrEqualTo(ATTEMPTS);
    }
  }

  @Test
  void streamsAgainSoonAfterTheExchangeCanBeReachedAgain() {
    alpaca.updateBars(0);
    Market market = Witness.market("alpaca", "BTC/USD", 10, alpaca.market("BTC/USD"));
    try (Gateway gateway = gateway();
        Witness witness = new Witness(gateway, List.of(market))) {
      alpaca.begin(new Fault.Handshake(503, Duration.ZERO));
      alpaca.begin(new Fault.Drop());
      witness.await(
          "it is polled",
          () ->
              has(gateway, "polling", feed -> is(feed, "live") && feed.path("topics").asInt() > 0));
      witness.awaitTrades();
      witness.await(
          "it is said when streaming is tried again",
          () ->
              has(
                  gateway,
                  "streaming",
                  feed ->
                      is(feed, "reconnecting")
                          && feed.path("topics").asInt() == 0
                          && feed.has("nextRetry")
                          && feed.path("lastError").asString().contains("503")));
      long refused = alpaca.counts().refused();
      witness.await("it is tried again", () -> alpaca.counts().refused() > refused + 1);
      alpaca.heal();
      witness.await("nothing is polled", () -> !has(gateway, "polling", _ -> true));
      witness.compare();
      assertThat(witness.holes(market)).extracting(Hole::cause).containsOnly("disconnected");
      assertThat(witness.holes(market)).allMatch(Hole::filled);
      assertThat(witness.repaired(market)).isPositive();
      assertThat(witness.qualities(market)).contains("repaired").isSubsetOf("complete", "repaired");
      assertThat(alpaca.counts().mostAttempts()).isLessThanOrEqualTo(ATTEMPTS);
      assertThat(has(gateway, "streaming", feed -> is(feed, "live"))).isTrue();
      assertThat(witness.told(market, "failed")).isZero();
    }
  }
}

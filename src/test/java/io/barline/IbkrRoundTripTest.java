package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.simulator.MarketControl;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.ibkr.IbkrSimulator;
import io.barline.simulator.ibkr.RequestKind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a simulated TWS says is what clients are told: trades, bars and books, through all that may
 * happen to its connection.
 */
class IbkrRoundTripTest {
  private static final String[] QUICK = {
    "barline.feed.backoff-min=200ms",
    "barline.feed.backoff-max=500ms",
    "barline.fresh.proof=1s",
    "barline.fresh.pause-min=2s",
    "barline.repair.delay=300ms",
    "barline.exchanges.ibkr.limits.heartbeat=1s",
    "barline.stream.queue-messages=200000",
    "barline.stream.queue-bytes=64MB"
  };

  private final Clock clock = Clock.systemUTC();
  private final IbkrSimulator simulator =
      IbkrSimulator.start(SimulatorSettings.DEFAULTS.withTradesPerSecond(10), clock);
  private final Market apple = market("AAPL", "AAPL");
  private final Market future = market("ES-FUT-CME-USD-202612", "ESZ6");
  private final List<Market> markets = List.of(apple, future);

  private Market market(String symbol, String name) {
    MarketControl control = simulator.market(name);
    return new Market(
        "ibkr",
        symbol,
        10,
        List.of(Interval.S5, Interval.S15),
        () -> control.trades().stream().map(IbkrRoundTripTest::withoutSide).toList(),
        levels -> {
          var book = control.book(levels);
          return new Truth.Book(book.bids(), book.asks());
        },
        () -> control.setTradeRate(0, clock.instant()));
  }

  /** Who took it is not told. */
  private static MarketTrade withoutSide(MarketTrade trade) {
    return new MarketTrade(trade.id(), trade.price(), trade.size(), Side.UNKNOWN, trade.time());
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {159, 178, 200})
  void whatIsToldIsWhatHappened(int serverVersion) {
    simulator.setServerVersion(serverVersion);
    try (Gateway gateway = start("barline.exchanges.ibkr.max-version=" + serverVersion);
        Witness witness = new Witness(gateway, markets)) {
      awaitTraded(witness, 80);
      witness.compare();
      for (Market market : markets) {
        assertThat(witness.holes(market)).isEmpty();
        assertThat(witness.qualities(market)).containsOnly("complete");
      }
      assertThat(simulator.pacingViolations()).isZero();
    }
  }

  @Test
  void bytesMayComeInAnyPieces() {
    try (Gateway gateway = start();
        Witness witness = new Witness(gateway, markets)) {
      simulator.mergeFrames(true);
      awaitTraded(witness, 50);
      simulator.mergeFrames(false);
      simulator.slowBytes(true);
      awaitTraded(witness, 20);
      simulator.slowBytes(false);
      witness.compare();
      markets.forEach(market -> assertThat(witness.holes(market)).isEmpty());
    }
  }

  /** What ends a connection. */
  enum End {
    CUT {
      @Override
      void happen(IbkrSimulator simulator) {
        simulator.dropAll();
      }
    },
    INSIDE_A_FRAME {
      @Override
      void happen(IbkrSimulator simulator) {
        simulator.endInsideFrame();
      }
    },
    OVERSIZED_LENGTH {
      @Override
      void happen(IbkrSimulator simulator) {
        simulator.oversizedLength();
      }
    },
    NEGATIVE_LENGTH {
      @Override
      void happen(IbkrSimulator simulator) {
        simulator.negativeLength();
      }
    },
    PORT_RESET {
      @Override
      void happen(IbkrSimulator simulator) {
        simulator.portReset();
      }
    },
    RESTART {
      @Override
      void happen(IbkrSimulator simulator) {
        simulator.restart(Duration.ofSeconds(7));
      }
    },
    /** It stays open and answers nothing: the heartbeat finds out. */
    MUTE {
      @Override
      void happen(IbkrSimulator simulator) {
        simulator.setCurrentTimeSilent(true);
        simulator.mute(true);
      }

      @Override
      void end(IbkrSimulator simulator) {
        simulator.setCurrentTimeSilent(false);
        simulator.mute(false);
      }
    };

    abstract void happen(IbkrSimulator simulator);

    void end(IbkrSimulator simulator) {}
  }

  static Stream<End> ends() {
    return Stream.of(End.values());
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aConnectionThatEndsLosesNothingInSilence(End end) {
    try (Gateway gateway = start();
        Witness witness = new Witness(gateway, markets)) {
      awaitTraded(witness, 20);
      end.happen(simulator);
      for (Market market : markets) {
        String topic = market.topic("trades");
        witness.await(topic + " is down", () -> witness.told(topic, "reconnecting") > 0);
      }
      end.end(simulator);
      witness.awaitLive();
      witness.compare();
      for (Market market : markets) {
        assertThat(witness.holes(market)).isNotEmpty();
        assertThat(witness.qualities(market)).isSubsetOf("complete", "repaired", "gap");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void serversThatAreLostAreTold(boolean kept) {
    try (Gateway gateway = start();
        Witness witness = new Witness(gateway, markets)) {
      awaitTraded(witness, 20);
      simulator.loseServers();
      for (Market market : markets) {
        String topic = market.topic("trades");
        witness.await(topic + " is down", () -> witness.told(topic, "reconnecting") > 0);
      }
      assertThat(gateway.actuator("/health").body()).contains("1100");
      long asked = simulator.requests(RequestKind.MARKET_DATA);
      awaitTraded(witness, 20);
      simulator.restore(kept);
      witness.awaitLive();
      witness.compare();
      assertThat(simulator.requests(RequestKind.MARKET_DATA))
          .isEqualTo(kept ? asked : asked + markets.size());
      for (Market market : markets) {
        assertThat(witness.holes(market)).isNotEmpty().noneMatch(Hole::filled);
      }
    }
  }

  private Gateway start(String... settings) {
    return Gateway.start(
        simulator, Stream.concat(Stream.of(QUICK), Stream.of(settings)).toArray(String[]::new));
  }

  /** Waits until so many trades happened on each market. */
  private void awaitTraded(Witness witness, int trades) {
    for (Market market : markets) {
      int wanted = market.trades().get().size() + trades;
      witness.await("trades", () -> market.trades().get().size() >= wanted);
    }
  }
}

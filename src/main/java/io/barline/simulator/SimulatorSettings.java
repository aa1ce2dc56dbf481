package io.barline.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the simulated exchange behaves.
 *
 * @param enabled whether the gateway starts one
 * @param port where it listens on loopback; 0 takes any free port
 * @param seed what its markets are generated from
 * @param tradesPerSecond of each symbol; 0 makes manual markets, in which nothing happens but what
 *     a test does
 * @param history how long each market has traded before the start
 * @param keptTrades most trades kept of each symbol; older ones are forgotten
 * @param sendBufferBytes most bytes waiting for one connection; a reader slower than that is
 *     disconnected
 * @param spot limits of spot; null for the documented ones
 * @param futures limits of both futures markets; null for the documented ones
 * @param replay a recording to play; null for none
 * @param chaos faults at random
 */
@ConfigurationProperties("barline.simulator")
public record SimulatorSettings(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("0") int port,
    @DefaultValue("42") long seed,
    @DefaultValue("20") int tradesPerSecond,
    @DefaultValue("5m") Duration history,
    @DefaultValue("100000") int keptTrades,
    @DefaultValue("33554432") int sendBufferBytes,
    @Nullable ConnectionLimits spot,
    @Nullable ConnectionLimits futures,
    @Nullable ReplaySettings replay,
    @DefaultValue ChaosPace chaos) {

  public static final SimulatorSettings DEFAULTS =
      new SimulatorSettings(
          false,
          0,
          42,
          20,
          Duration.ofMinutes(5),
          100_000,
          32 << 20,
          null,
          null,
          null,
          ChaosPace.DEFAULTS);

  public SimulatorSettings {
    if (tradesPerSecond < 0 || keptTrades < 1 || sendBufferBytes < 1 || history.isNegative()) {
      throw new IllegalArgumentException(
          "simulator settings out of range: tradesPerSecond=%d keptTrades=%d sendBufferBytes=%d history=%s"
              .formatted(tradesPerSecond, keptTrades, sendBufferBytes, history));
    }
  }

  /** The limits in force: those set, or the documented ones. */
  public ConnectionLimits limits(Segment segment) {
    ConnectionLimits set = segment.isFutures() ? futures : spot;
    if (set != null) {
      return set;
    }
    return segment.isFutures() ? ConnectionLimits.FUTURES : ConnectionLimits.SPOT;
  }

  public SimulatorSettings withPort(int value) {
    return new SimulatorSettings(
        enabled,
        value,
        seed,
        tradesPerSecond,
        history,
        keptTrades,
        sendBufferBytes,
        spot,
        futures,
        replay,
        chaos);
  }

  public SimulatorSettings withSeed(long value) {
    return new SimulatorSettings(
        enabled,
        port,
        value,
        tradesPerSecond,
        history,
        keptTrades,
        sendBufferBytes,
        spot,
        futures,
        replay,
        chaos);
  }

  public SimulatorSettings withTradesPerSecond(int value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        value,
        history,
        keptTrades,
        sendBufferBytes,
        spot,
        futures,
        replay,
        chaos);
  }

  public SimulatorSettings withHistory(Duration value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        tradesPerSecond,
        value,
        keptTrades,
        sendBufferBytes,
        spot,
        futures,
        replay,
        chaos);
  }

  public SimulatorSettings withKeptTrades(int value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        tradesPerSecond,
        history,
        value,
        sendBufferBytes,
        spot,
        futures,
        replay,
        chaos);
  }

  public SimulatorSettings withSendBufferBytes(int value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        tradesPerSecond,
        history,
        keptTrades,
        value,
        spot,
        futures,
        replay,
        chaos);
  }

  public SimulatorSettings withSpot(ConnectionLimits value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        tradesPerSecond,
        history,
        keptTrades,
        sendBufferBytes,
        value,
        futures,
        replay,
        chaos);
  }

  public SimulatorSettings withFutures(ConnectionLimits value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        tradesPerSecond,
        history,
        keptTrades,
        sendBufferBytes,
        spot,
        value,
        replay,
        chaos);
  }

  public SimulatorSettings withReplay(ReplaySettings value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        tradesPerSecond,
        history,
        keptTrades,
        sendBufferBytes,
        spot,
        futures,
        value,
        chaos);
  }

  public SimulatorSettings withChaos(ChaosPace value) {
    return new SimulatorSettings(
        enabled,
        port,
        seed,
        tradesPerSecond,
        history,
        keptTrades,
        sendBufferBytes,
        spot,
        futures,
        replay,
        value);
  }

  /**
   * Faults at random, as {@link Chaos} has them.
   *
   * @param enabled whether the gateway's simulated exchanges have any
   * @param seed what the faults and their times are drawn from
   * @param every how long an exchange is well between faults, on average
   * @param length how long faults last, on average
   */
  public record ChaosPace(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("42") long seed,
      @DefaultValue("20s") Duration every,
      @DefaultValue("5s") Duration length) {
    public static final ChaosPace DEFAULTS =
        new ChaosPace(false, 42, Duration.ofSeconds(20), Duration.ofSeconds(5));

    public ChaosPace {
      if (!every.isPositive() || !length.isPositive()) {
        throw new IllegalArgumentException(
            "chaos needs every and length above zero: every=%s length=%s".formatted(every, length));
      }
    }
  }
}

package io.barline.simulator.hyperliquid;

import io.barline.simulator.Faults;
import io.barline.simulator.MarketControl;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.Simulator;
import io.barline.simulator.SimulatorServer;
import io.barline.simulator.SimulatorSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/**
 * A Hyperliquid that runs here: its socket and its REST on one port of the loopback interface. It
 * may be used from any thread; each call has taken effect when it returns.
 *
 * <p>Books can't be grouped: {@code nSigFigs} and {@code mantissa} are checked and change nothing.
 */
public final class HyperliquidSimulator extends Simulator {
  private final HyperliquidProtocol protocol;
  private final SimulatorServer server;

  private HyperliquidSimulator(HyperliquidProtocol protocol, SimulatorServer server) {
    this.protocol = protocol;
    this.server = server;
  }

  /** Starts one with {@link HyperliquidInstrument#DEFAULTS}. */
  public static HyperliquidSimulator start(SimulatorSettings settings, Clock clock) {
    return start(settings, clock, HyperliquidInstrument.DEFAULTS);
  }

  /** Starts one that lists {@code instruments}. */
  public static HyperliquidSimulator start(
      SimulatorSettings settings, Clock clock, List<HyperliquidInstrument> instruments) {
    return start(settings, clock, instruments, HyperliquidPace.DEFAULTS);
  }

  public static HyperliquidSimulator start(
      SimulatorSettings settings,
      Clock clock,
      List<HyperliquidInstrument> instruments,
      HyperliquidPace pace) {
    Faults faults = new Faults(settings.seed());
    var protocol = new HyperliquidProtocol(settings, clock, faults, instruments, pace);
    return new HyperliquidSimulator(
        protocol, SimulatorServer.start(settings, clock, faults, protocol, protocol.markets()));
  }

  /** The whole address of the socket. */
  public URI ws() {
    return server.ws(HyperliquidProtocol.SOCKET);
  }

  /** The base to append {@code /info} to. */
  public URI rest() {
    return server.rest("");
  }

  /**
   * The market of {@code coin}.
   *
   * @throws IllegalArgumentException if there is none, or it is delisted
   */
  public MarketControl market(String coin) {
    Coin listed = protocol.coin(coin);
    if (listed == null || listed.instrument().delisted()) {
      throw new IllegalArgumentException("no market " + coin);
    }
    return server.control(listed.market());
  }

  /** Most new connections within a minute, 30 from the start; beyond, they are answered 429. */
  public void limitConnectionAttempts(int most) {
    server.run(() -> protocol.attempts.limit(most));
  }

  /** Most messages of all clients within a minute, 2000 from the start; beyond, they fail. */
  public void limitMessages(int most) {
    server.run(() -> protocol.messages.limit(most));
  }

  /** Most subscriptions of all clients, 1000 from the start; beyond, they fail. */
  public void limitSubscriptions(int most) {
    server.run(() -> protocol.mostSubscriptions = most);
  }

  /** Most REST weight within a minute, 1200 from the start; beyond, requests are answered 429. */
  public void limitWeight(int most) {
    server.run(() -> protocol.weight.limit(most));
  }

  /** The {@code tid} that {@code trade} of {@code coin} is told with. */
  public static long tradeId(String coin, MarketTrade trade) {
    return Messages.tradeId(coin, trade);
  }

  @Override
  protected SimulatorServer server() {
    return server;
  }
}

package io.barline.simulator.bybit;

import io.barline.simulator.Faults;
import io.barline.simulator.MarketControl;
import io.barline.simulator.Simulator;
import io.barline.simulator.SimulatorServer;
import io.barline.simulator.SimulatorSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * A Bybit that runs here: spot, linear and inverse, streams and REST, on one port of the loopback
 * interface and one thread of its own. It may be used from any thread; each call has taken effect
 * when it returns.
 */
public final class BybitSimulator extends Simulator {
  private final BybitProtocol protocol;
  private final SimulatorServer server;

  private BybitSimulator(
      SimulatorSettings settings, Clock clock, List<BybitInstrument> instruments) {
    Faults faults = new Faults(settings.seed());
    List<BybitMarket> markets =
        instruments.stream()
            .map(instrument -> new BybitMarket(instrument, settings, faults))
            .toList();
    this.protocol = new BybitProtocol(clock, faults, markets);
    this.server =
        SimulatorServer.start(
            settings,
            clock,
            faults,
            protocol,
            markets.stream().map(market -> market.market).toList());
  }

  /** Starts one with {@link BybitInstrument#DEFAULTS}. */
  public static BybitSimulator start(SimulatorSettings settings, Clock clock) {
    return start(settings, clock, BybitInstrument.DEFAULTS);
  }

  /**
   * Starts one that lists {@code instruments}. Of the settings, those of {@link
   * SimulatorServer#start}, {@code seed} and {@code keptTrades} are used.
   */
  public static BybitSimulator start(
      SimulatorSettings settings, Clock clock, List<BybitInstrument> instruments) {
    return new BybitSimulator(settings, clock, instruments);
  }

  /** The base to append {@code /spot}, {@code /linear} or {@code /inverse} to. */
  public URI ws() {
    return server.ws("/v5/public");
  }

  /** The base to append {@code /v5/market/…} to. */
  public URI rest() {
    return server.rest("");
  }

  /**
   * The market of {@code symbol}, as Bybit names it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public MarketControl market(BybitCategory category, String symbol) {
    return server.control(listed(category, symbol).market);
  }

  private BybitMarket listed(BybitCategory category, String symbol) {
    BybitMarket market = protocol.market(category, symbol);
    if (market == null) {
      throw new IllegalArgumentException("no market " + category + " " + symbol);
    }
    return market;
  }

  /** Whether anybody is subscribed to {@code topic}. */
  public boolean isSubscribed(BybitCategory category, String topic) {
    return server.onLoop(
        () -> {
          BybitTopic known = protocol.topic(category, topic);
          return known != null && known.isWanted();
        });
  }

  /** Sends {@code frame}, whatever it is, to the subscribers of {@code topic}. */
  public void send(BybitCategory category, String topic, String frame) {
    server.run(
        () -> {
          BybitTopic known = protocol.topic(category, topic);
          if (known != null) {
            known.publish(frame);
          }
        });
  }

  /** Begins a book anew, as after a restart of Bybit's service: with a snapshot of number 1. */
  public void restartBook(BybitCategory category, String symbol, int levels) {
    BookTopic book = listed(category, symbol).book(levels);
    server.run(() -> book.restart(protocol.now()));
  }

  /** Counts {@code count} messages of a book that nobody is sent: the next one follows none. */
  public void skipBookUpdates(BybitCategory category, String symbol, int levels, int count) {
    BookTopic book = listed(category, symbol).book(levels);
    server.run(() -> book.skip(count));
  }

  /** How long a client may send nothing before it is disconnected; 10 minutes at first. */
  public void setIdleTimeout(Duration timeout) {
    server.run(() -> protocol.setIdleTimeout(timeout));
  }

  /** Whether the first data comes before the answer to the request. */
  public void setAcksLate(boolean late) {
    server.run(() -> protocol.setAcksLate(late));
  }

  /** Most REST requests within 5 seconds, 600 from the start; beyond, they are answered 403. */
  public void limitRequests(int most) {
    server.run(() -> protocol.requests.limit(most));
  }

  /**
   * Most connection attempts within 5 minutes, 500 from the start; beyond, they are answered 403.
   */
  public void limitConnectionAttempts(int most) {
    server.run(() -> protocol.attempts.limit(most));
  }

  /** The most instruments in one page of their list, but for spot's, which is whole. */
  public void setPageSize(int instruments) {
    server.run(() -> protocol.rest().setPageSize(instruments));
  }

  @Override
  protected SimulatorServer server() {
    return server;
  }
}

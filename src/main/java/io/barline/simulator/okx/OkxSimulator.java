package io.barline.simulator.okx;

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
 * An OKX that runs here: spot and linear swaps, public streams and REST, on one port of the
 * loopback interface and one thread of its own. It may be used from any thread; each call has taken
 * effect when it returns.
 */
public final class OkxSimulator extends Simulator {
  private final OkxProtocol protocol;
  private final SimulatorServer server;

  private OkxSimulator(SimulatorSettings settings, Clock clock, List<OkxInstrument> instruments) {
    Faults faults = new Faults(settings.seed());
    List<OkxMarket> markets =
        instruments.stream()
            .map(instrument -> new OkxMarket(instrument, settings, faults))
            .toList();
    this.protocol = new OkxProtocol(clock, faults, markets);
    this.server =
        SimulatorServer.start(
            settings,
            clock,
            faults,
            protocol,
            markets.stream().map(market -> market.market).toList());
  }

  /** Starts one with {@link OkxInstrument#DEFAULTS}. */
  public static OkxSimulator start(SimulatorSettings settings, Clock clock) {
    return start(settings, clock, OkxInstrument.DEFAULTS);
  }

  /**
   * Starts one that lists {@code instruments}. Of the settings, those of {@link
   * SimulatorServer#start}, {@code seed} and {@code keptTrades} are used.
   */
  public static OkxSimulator start(
      SimulatorSettings settings, Clock clock, List<OkxInstrument> instruments) {
    return new OkxSimulator(settings, clock, instruments);
  }

  /**
   * The base to append {@code /public} or, for candles, {@code /business} to; in CCXT the address
   * {@code urls.api.ws}.
   */
  public URI ws() {
    return server.ws(OkxProtocol.STREAMS);
  }

  /** The base to append {@code /api/v5/…} to; in CCXT the address {@code urls.api.rest}. */
  public URI rest() {
    return server.rest("");
  }

  /**
   * The market of {@code instId}, for example {@code BTC-USDT-SWAP}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public MarketControl market(String instId) {
    return server.control(listed(instId).market);
  }

  private OkxMarket listed(String instId) {
    OkxMarket market = protocol.market(instId);
    if (market == null) {
      throw new IllegalArgumentException("no market " + instId);
    }
    return market;
  }

  /** Whether anybody is subscribed to {@code channel}, for example {@code trades}. */
  public boolean isSubscribed(String channel, String instId) {
    return server.onLoop(
        () -> {
          OkxTopic topic = protocol.topic(instId, channel);
          return topic != null && topic.isWanted();
        });
  }

  /** Sends {@code frame}, whatever it is, to the subscribers of {@code channel}. */
  public void send(String channel, String instId, String frame) {
    server.run(
        () -> {
          OkxTopic topic = protocol.topic(instId, channel);
          if (topic != null) {
            topic.publish(frame);
          }
        });
  }

  /** The next change of the book of {@code instId} is told to nobody: a number is missing then. */
  public void loseBookChange(String instId) {
    BookTopic book = listed(instId).book;
    server.run(book::loseNext);
  }

  /** How long a connection may be silent before it is closed; 30 seconds at first. */
  public void setIdleTimeout(Duration timeout) {
    server.run(() -> protocol.setIdleTimeout(timeout));
  }

  @Override
  protected SimulatorServer server() {
    return server;
  }
}

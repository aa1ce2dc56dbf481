package io.barline.simulator.kraken;

import io.barline.simulator.Faults;
import io.barline.simulator.MarketControl;
import io.barline.simulator.Simulator;
import io.barline.simulator.SimulatorServer;
import io.barline.simulator.SimulatorSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/**
 * A Kraken that runs here: spot's public WebSocket v2 and REST, on one port of the loopback
 * interface and one thread of its own. It may be used from any thread; each call has taken effect
 * when it returns.
 */
public final class KrakenSimulator extends Simulator {
  private final KrakenProtocol protocol;
  private final SimulatorServer server;

  private KrakenSimulator(
      SimulatorSettings settings, Clock clock, List<KrakenInstrument> instruments) {
    Faults faults = new Faults(settings.seed());
    List<KrakenMarket> markets =
        instruments.stream()
            .map(instrument -> new KrakenMarket(instrument, settings, faults))
            .toList();
    this.protocol = new KrakenProtocol(clock, faults, markets);
    this.server =
        SimulatorServer.start(
            settings,
            clock,
            faults,
            protocol,
            markets.stream().map(market -> market.market).toList());
  }

  /** Starts one with {@link KrakenInstrument#DEFAULTS}. */
  public static KrakenSimulator start(SimulatorSettings settings, Clock clock) {
    return start(settings, clock, KrakenInstrument.DEFAULTS);
  }

  /**
   * Starts one that lists {@code instruments}. Of the settings, those of {@link
   * SimulatorServer#start}, {@code seed} and {@code keptTrades} are used.
   */
  public static KrakenSimulator start(
      SimulatorSettings settings, Clock clock, List<KrakenInstrument> instruments) {
    return new KrakenSimulator(settings, clock, instruments);
  }

  /** The public WebSocket v2; in CCXT the address {@code urls.api.ws.publicV2}. */
  public URI ws() {
    return server.ws(KrakenProtocol.STREAM);
  }

  /** The base to append {@code /0/public/…} to; in CCXT the address {@code urls.api.public}. */
  public URI rest() {
    return server.rest("");
  }

  /**
   * The market of {@code symbol} as WebSocket v2 names it, for example {@code BTC/USD}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public MarketControl market(String symbol) {
    return server.control(listed(symbol).market);
  }

  private KrakenMarket listed(String symbol) {
    KrakenMarket market = protocol.market(symbol);
    if (market == null) {
      throw new IllegalArgumentException("no market " + symbol);
    }
    return market;
  }

  /** Whether anybody is subscribed to {@code channel} of {@code symbol}, of whatever depth. */
  public boolean isSubscribed(String channel, String symbol) {
    KrakenMarket market = listed(symbol);
    return server.onLoop(() -> market.topics(channel).stream().anyMatch(topic -> topic.isWanted()));
  }

  /** Sends {@code frame}, whatever it is, to the subscribers of {@code channel}. */
  public void send(String channel, String symbol, String frame) {
    KrakenMarket market = listed(symbol);
    server.run(() -> market.topics(channel).forEach(topic -> topic.publish(frame)));
  }

  /** The next change of the books of {@code symbol} is told to nobody: checksums don't fit then. */
  public void loseBookChange(String symbol) {
    KrakenMarket market = listed(symbol);
    server.run(
        () ->
            market
                .topics("book")
                .forEach(
                    topic -> {
                      if (topic instanceof BookTopic book) {
                        book.loseNext();
                      }
                    }));
  }

  @Override
  protected SimulatorServer server() {
    return server;
  }
}

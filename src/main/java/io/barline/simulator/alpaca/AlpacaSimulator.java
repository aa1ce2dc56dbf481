package io.barline.simulator.alpaca;

import io.barline.market.UtcNanos;
import io.barline.simulator.Faults;
import io.barline.simulator.MarketControl;
import io.barline.simulator.Simulator;
import io.barline.simulator.SimulatorServer;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SyntheticMarket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An Alpaca that runs here: streams of stocks ({@code iex}, {@code sip}) and of crypto, REST of
 * market data and of assets, on one port of the loopback interface. It may be used from any thread;
 * each call has taken effect when it returns.
 */
public final class AlpacaSimulator extends Simulator {
  /** The one key that is let in, with {@link #SECRET}. */
  public static final String KEY = "PKBARLINEDEMO0000000";

  public static final String SECRET = "barline-demo-secret";

  private final AlpacaProtocol protocol;
  private final SimulatorServer server;
  private final Map<SimulatedAsset, SyntheticMarket> markets = new LinkedHashMap<>();

  private AlpacaSimulator(SimulatorSettings settings, Clock clock, List<SimulatedAsset> assets) {
    Faults faults = new Faults(settings.seed());
    for (SimulatedAsset asset : assets) {
      markets.put(
          asset,
          new SyntheticMarket(
              asset.terms(),
              settings.seed(),
              AssetMarket.BOOK_LEVELS,
              settings.keptTrades(),
              faults));
    }
    this.protocol = new AlpacaProtocol(markets, faults, UtcNanos.now(clock));
    List<SyntheticMarket> busy =
        markets.entrySet().stream()
            .filter(listed -> listed.getKey().seldom().isZero())
            .map(Map.Entry::getValue)
            .toList();
    this.server = SimulatorServer.start(settings, clock, faults, protocol, busy);
  }

  /** Starts one with {@link SimulatedAsset#DEFAULTS}. */
  public static AlpacaSimulator start(SimulatorSettings settings, Clock clock) {
    return start(settings, clock, SimulatedAsset.DEFAULTS);
  }

  /** Starts one that lists {@code assets}. */
  public static AlpacaSimulator start(
      SimulatorSettings settings, Clock clock, List<SimulatedAsset> assets) {
    AlpacaSimulator simulator = new AlpacaSimulator(settings, clock, assets);
    if (settings.tradesPerSecond() > 0) {
      simulator.server.run(() -> simulator.protocol.run(simulator.seldom()));
    }
    return simulator;
  }

  private List<SeldomTrades> seldom() {
    return markets.entrySet().stream()
        .filter(listed -> listed.getKey().seldom().isPositive())
        .map(
            listed ->
                new SeldomTrades(
                    listed.getKey(), server.control(listed.getValue()), protocol.now()))
        .toList();
  }

  /** The base to append {@code /iex} or {@code /sip} to. */
  public URI stocksWs() {
    return server.ws("/v2");
  }

  /** The base to append {@code /us} to. */
  public URI cryptoWs() {
    return server.ws("/v1beta3/crypto");
  }

  /** The base to append {@code /v2/stocks/…} or {@code /v1beta3/crypto/…} to. */
  public URI rest() {
    return server.rest("");
  }

  /** The base to append {@code /v2/assets} to. */
  public URI assets() {
    return server.rest("");
  }

  /**
   * The market of {@code symbol}, whose candles are what bars come to.
   *
   * @throws IllegalArgumentException if there is none
   */
  public MarketControl market(String symbol) {
    return markets.entrySet().stream()
        .filter(listed -> listed.getKey().symbol().equals(symbol))
        .map(listed -> server.control(listed.getValue()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no market " + symbol));
  }

  /** Whether anybody is subscribed to {@code channel} ({@code trades}, {@code bars}, …) of it. */
  public boolean isSubscribed(String channel, String symbol) {
    return server.onLoop(() -> protocol.isSubscribed(channel, symbol));
  }

  /** Also lets those that trade seldom do so again; with 0 these rest as well. */
  @Override
  public void setTradeRate(int perSecond) {
    super.setTradeRate(perSecond);
    server.run(() -> protocol.run(perSecond == 0 ? List.of() : seldom()));
  }

  /**
   * Answers each login with an error and leaves the socket open: 402, 406 or 409, for example; 0
   * lets clients in again.
   */
  public void refuseStreaming(int code) {
    server.run(() -> protocol.refusal = code);
  }

  /**
   * Counts a connection that was logged in for so long after its end, and answers logins with 406
   * meanwhile; not at all from the start.
   */
  public void countEnded(Duration after) {
    server.run(() -> protocol.countedAfterEnd = after.toNanos());
  }

  /** Most symbols of trades and quotes together on one connection, 30 from the start. */
  public void limitSymbols(int most) {
    server.run(() -> protocol.symbolLimit = most);
  }

  /** Most REST requests within a minute, 200 from the start. */
  public void limitRequests(int perMinute) {
    server.run(() -> protocol.rest().requests.limit(perMinute));
  }

  /**
   * Answers REST requests for that feed of stocks with 403, as one that the plan does not include.
   */
  public void refuseFeed(String feed) {
    server.run(() -> protocol.rest().refusedFeed = feed);
  }

  /** How long after its minute a bar is told, half a second from the start. */
  public void delayBars(Duration delay) {
    server.run(() -> protocol.barDelay = delay.toNanos());
  }

  /**
   * The bar of each minute whose number since the epoch is a multiple of {@code minutes} is told
   * without its last trade, by REST too, and corrected 30 s later; 5 from the start, 0 for never.
   */
  public void updateBars(int minutes) {
    server.run(() -> protocol.updateEvery = minutes);
  }

  @Override
  protected SimulatorServer server() {
    return server;
  }
}

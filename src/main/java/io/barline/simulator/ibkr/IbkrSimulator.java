package io.barline.simulator.ibkr;

import io.barline.simulator.MarketControl;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SocketServer;
import java.time.Clock;
import java.util.List;

/**
 * A Trader Workstation that runs here: its socket protocol as far as market data go, on one port of
 * the loopback interface and one thread of its own. It may be used from any thread; each call has
 * taken effect when it returns.
 *
 * <p>{@code symbol} is an instrument's {@link IbkrInstrument#name}, for example {@code AAPL},
 * {@code DUAL.EUR} or {@code ESZ6}.
 */
public final class IbkrSimulator extends IbkrOccurrences {
  private IbkrSimulator(SimulatorSettings settings, Clock clock, List<IbkrInstrument> instruments) {
    super(settings, clock, instruments);
  }

  /** Starts one with {@link IbkrInstrument#DEFAULTS}. */
  public static IbkrSimulator start(SimulatorSettings settings, Clock clock) {
    return start(settings, clock, IbkrInstrument.DEFAULTS);
  }

  /**
   * Starts one that lists {@code instruments}. Of the settings, those of {@link
   * SocketServer#start}, {@code seed} and {@code keptTrades} are used.
   */
  public static IbkrSimulator start(
      SimulatorSettings settings, Clock clock, List<IbkrInstrument> instruments) {
    return new IbkrSimulator(settings, clock, instruments);
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return server.port();
  }

  /**
   * A market.
   *
   * @throws IllegalArgumentException if there is none
   */
  public MarketControl market(String symbol) {
    return server.control(listed(symbol).market);
  }

  /** Every trade that was told to whoever was subscribed, oldest first, as far as kept. */
  public List<MarketTrade> trades(String symbol) {
    IbkrMarket market = listed(symbol);
    return server.onLoop(market::told);
  }

  // What it allows and how it answers.

  /** The newest version that connections made from now on may agree on; 178 unless set. */
  public void setServerVersion(int version) {
    if (version < IbkrProtocol.OLDEST_VERSION || version > IbkrProtocol.NEWEST_VERSION) {
      throw new IllegalArgumentException("version must be from 157 to 200: " + version);
    }
    server.run(() -> protocol.setServerVersion(version));
  }

  /** How many market-data lines all clients together have; 100 unless set. */
  public void setLines(int lines) {
    server.run(() -> protocol.setLines(lines));
  }

  /** Separated by commas. */
  public void setManagedAccounts(String accounts) {
    server.run(() -> protocol.setManagedAccounts(accounts));
  }

  /** Whether requests for the current time stay unanswered. */
  public void setCurrentTimeSilent(boolean silent) {
    server.run(() -> protocol.setTimeSilent(silent));
  }

  /** Whether real-time bars in which nothing traded are told; they are unless set. */
  public void setEmptyBars(boolean told) {
    server.run(() -> protocol.setEmptyBars(told));
  }

  /** What requests from now on may see of an instrument. */
  public void setEntitlement(String symbol, Entitlement entitlement) {
    change(symbol, market -> market.entitlement = entitlement);
  }

  /** As contract details have them, for example {@code 20261123:0930-20261123:1600}. */
  public void setTradingHours(String symbol, String hours) {
    var _ = Hours.parse(hours, listed(symbol).zone());
    change(symbol, market -> market.tradingHours = hours);
  }

  /** Regular hours, as {@link #setTradingHours}. */
  public void setLiquidHours(String symbol, String hours) {
    var _ = Hours.parse(hours, listed(symbol).zone());
    change(symbol, market -> market.liquidHours = hours);
  }

  /** Refuses the next request for {@code symbol}, whatever it is. */
  public void refuseNext(String symbol, int code, String text) {
    change(symbol, market -> market.refusal = new Refusal(code, text));
  }

  /** From now on requests for market data of {@code cfd} are sent to {@code stock} instead. */
  public void reroute(String cfd, String stock) {
    IbkrMarket to = listed(stock);
    change(cfd, market -> market.underlying = to);
  }

  /** Tells subscribers that trading is halted (1 or 2), or no longer (0). */
  public void halt(String symbol, int state) {
    change(symbol, market -> market.halted = state);
    each(
        symbol,
        subscription -> {
          if (subscription instanceof TickerSubscription ticker) {
            ticker.tellHalted();
          }
        });
  }

  // What it has seen.

  /** Whether anybody is subscribed to that of {@code symbol}. */
  public boolean isSubscribed(RequestKind kind, String symbol) {
    IbkrMarket market = listed(symbol);
    return server.onLoop(() -> market.subscriptions().stream().anyMatch(s -> s.kind == kind));
  }

  /** How many subscriptions of that kind there are now. */
  public int activeRequests(RequestKind kind) {
    return server.onLoop(() -> protocol.active(kind));
  }

  /** How many requests of that kind came so far, refused ones included. */
  public long requests(RequestKind kind) {
    return server.onLoop(() -> protocol.seen.counted(kind));
  }

  /** The most messages that came from one client within any second. */
  public int mostMessagesPerSecond() {
    return counts().mostMessagesPerSecond();
  }

  /** How often a limit of pace was broken: of messages, small bars or tick by tick. */
  public long pacingViolations() {
    return server.onLoop(() -> protocol.pace().violations());
  }

  /** The ids of the clients that are there, in the order in which they came. */
  public List<Integer> clientIds() {
    return server.onLoop(() -> protocol.clients().stream().map(IbkrConnection::clientId).toList());
  }

  /** The ids with which clients were refused because they were in use. */
  public List<Integer> refusedClientIds() {
    return server.onLoop(protocol.seen::refusedIds);
  }

  /** The numbers of requests that clients cancelled. */
  public List<Integer> cancelledIds() {
    return server.onLoop(protocol.seen::cancelledIds);
  }
}

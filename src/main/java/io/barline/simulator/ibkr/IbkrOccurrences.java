package io.barline.simulator.ibkr;

import io.barline.simulator.Faults;
import io.barline.simulator.Simulator;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SocketServer;
import io.barline.simulator.SocketSession;
import io.barline.simulator.SocketWriting;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a test lets happen to the simulated TWS, its servers and its sockets. */
abstract class IbkrOccurrences extends Simulator {
  static final String LOST = "Connectivity between IBKR and Trader Workstation has been lost.";

  private static final String RESTORED =
      "Connectivity between IBKR and Trader Workstation has been restored - data ";

  final IbkrProtocol protocol;
  final SocketServer server;

  IbkrOccurrences(SimulatorSettings settings, Clock clock, List<IbkrInstrument> instruments) {
    Faults faults = new Faults(settings.seed());
    List<IbkrMarket> markets =
        instruments.stream()
            .map(instrument -> new IbkrMarket(instrument, settings, faults))
            .toList();
    this.protocol = new IbkrProtocol(clock, faults, new IbkrListing(markets));
    this.server =
        SocketServer.start(
            settings,
            clock,
            faults,
            protocol,
            markets.stream().map(market -> market.market).toList());
    server.run(() -> markets.forEach(market -> market.quotes.start(protocol.clockTime())));
  }

  @Override
  protected SocketServer server() {
    return server;
  }

  IbkrMarket listed(String symbol) {
    IbkrMarket market = protocol.listing().named(symbol);
    if (market == null) {
      throw new IllegalArgumentException("no market " + symbol);
    }
    return market;
  }

  void change(String symbol, Consumer<IbkrMarket> change) {
    IbkrMarket market = listed(symbol);
    server.run(() -> change.accept(market));
  }

  void each(String symbol, Consumer<Subscription> action) {
    IbkrMarket market = listed(symbol);
    server.run(() -> market.subscriptions().forEach(action));
  }

  /** The broker's servers are lost: 1100, and no data until {@link #restore}. */
  public void loseServers() {
    server.run(() -> protocol.setLost(true));
    notice(1100, LOST);
  }

  /** The servers are back: 1102 where subscriptions were {@code kept}, else 1101. */
  public void restore(boolean kept) {
    server.run(
        () -> {
          protocol.setLost(false);
          if (!kept) {
            protocol.connections().forEach(IbkrConnection::removeAll);
          }
        });
    notice(
        kept ? 1102 : 1101,
        RESTORED + (kept ? "maintained. All data farms are connected: usfarm; ushmds." : "lost."));
  }

  /** Tells of a data farm; {@code code} is one of 2103 to 2108, 2119, 2157 and 2158. */
  public void farm(int code, String farm) {
    notice(code, FarmNotice.of(code, farm).text);
  }

  /** Tells all clients something that concerns no request. */
  public void notice(int code, String text) {
    server.run(() -> protocol.clients().forEach(client -> client.error(-1, code, text)));
  }

  /** Whether the user looks at live data elsewhere: 10197, and no market data until that ends. */
  public void competingSession(boolean begun) {
    server.run(
        () -> {
          protocol.setCompeting(begun);
          if (begun) {
            protocol.subscriptions().stream()
                .filter(subscription -> subscription.kind.isLive())
                .forEach(protocol::tellCompeting);
          }
        });
  }

  /** Resets the books of {@code symbol}: 317, then all rows anew. */
  public void resetDepth(String symbol) {
    String text =
        "Market depth data has been RESET. Please empty deep book contents before applying any new"
            + " entries.";
    each(
        symbol,
        subscription -> {
          if (subscription.kind == RequestKind.DEPTH) {
            subscription.connection.error(subscription.reqId, 317, text);
            subscription.repeat();
          }
        });
  }

  /** Ends the books of {@code symbol}: 316. */
  public void haltDepth(String symbol) {
    endAll(
        symbol,
        subscription -> subscription.kind == RequestKind.DEPTH,
        316,
        "Market depth data has been HALTED. Please re-subscribe.");
  }

  /** A trade was wrong: 10225, which ends the bars of {@code symbol}. */
  public void bust(String symbol) {
    endAll(
        symbol,
        subscription ->
            subscription.kind == RequestKind.REAL_TIME_BARS
                || subscription.kind == RequestKind.HISTORY,
        10225,
        "Bust event occurred, current subscription is deactivated. Please resubscribe real-time"
            + " bars immediately.");
  }

  private void endAll(String symbol, Predicate<Subscription> which, int code, String text) {
    each(
        symbol,
        subscription -> {
          if (which.test(subscription)) {
            subscription.connection.remove(subscription.reqId);
            subscription.connection.error(subscription.reqId, code, text);
          }
        });
  }

  /** Tells the unfinished bar of {@code symbol} again wherever bars are kept up to date. */
  public void unfinishedBarReplay(String symbol) {
    each(
        symbol,
        subscription -> {
          if (subscription instanceof History history) {
            history.tell();
          }
        });
  }

  // What happens to its sockets.

  /** Tells clients to come back, by 1300, and closes their connections. */
  public void portReset() {
    notice(
        1300,
        "TWS socket port has been reset and this connection is being dropped. Please reconnect on"
            + " the new port - "
            + server.port());
    sessions(SocketSession::close);
  }

  /** Closes all connections, and resets new ones for {@code down} by its clock. */
  public void restart(Duration down) {
    server.run(() -> protocol.setDownUntil(protocol.now() + down.toNanos()));
    sessions(SocketSession::close);
  }

  /** Closes all connections within a message. */
  public void endInsideFrame() {
    byte[] whole = Frame.framed(Frame.of(46, 6, 1, 45, 1_700_000_000));
    sendRaw(Arrays.copyOf(whole, whole.length - 5));
    sessions(SocketSession::close);
  }

  /** Whether each byte is sent by itself, also on connections to come. */
  public void slowBytes(boolean slow) {
    server.run(() -> protocol.setWriting(slow ? SocketWriting.BYTES : SocketWriting.WHOLE));
  }

  /** Whether messages are sent many at a time and cut anywhere, also on connections to come. */
  public void mergeFrames(boolean merged) {
    server.run(() -> protocol.setWriting(merged ? SocketWriting.MERGED : SocketWriting.WHOLE));
  }

  /** Tells of a message longer than any may be. */
  public void oversizedLength() {
    sendRaw(ByteBuffer.allocate(Integer.BYTES).putInt(0x0100_0000).array());
  }

  /** Tells of a message with a length below zero. */
  public void negativeLength() {
    sendRaw(ByteBuffer.allocate(Integer.BYTES).putInt(-16).array());
  }

  /** Sends a message, whatever it is, to all clients. */
  public void send(byte[] payload) {
    sendRaw(Frame.framed(payload));
  }

  /** Sends bytes as they are to all clients. */
  public void sendRaw(byte[] bytes) {
    sessions(session -> session.send(bytes));
  }

  private void sessions(Consumer<SocketSession> action) {
    server.run(
        () -> protocol.connections().forEach(connection -> action.accept(connection.session())));
  }
}

package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/**
 * A Binance that runs here: spot, USD-M and COIN-M, streams and REST, on one port of the loopback
 * interface and one thread of its own. It may be used from any thread; each call has taken effect
 * when it returns.
 */
public final class BinanceSimulator implements AutoCloseable, Faulty {
  private final Clock clock;
  private final LoopResources loops;
  private final EventLoop loop;
  private final SimulatedExchange exchange;
  private final int port;
  private DisposableServer server;

  private BinanceSimulator(
      SimulatorSettings settings, Clock clock, List<SimulatedInstrument> instruments)
      throws IOException {
    this.clock = clock;
    this.loops = LoopResources.create("barline-simulator", 1, true);
    this.loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
    try {
      this.exchange = new SimulatedExchange(settings, clock, loop, instruments);
      this.server = BinanceServer.bind(exchange, loops, settings.port());
    } catch (IOException | RuntimeException e) {
      loops.dispose();
      throw e;
    }
    this.port = server.port();
    run(exchange::start);
  }

  /**
   * Starts one with {@link SimulatedInstrument#DEFAULTS}.
   *
   * @throws UncheckedIOException if the recording cannot be read
   */
  public static BinanceSimulator start(SimulatorSettings settings, Clock clock) {
    return start(settings, clock, SimulatedInstrument.DEFAULTS);
  }

  /** Starts one that lists {@code instruments}. */
  public static BinanceSimulator start(
      SimulatorSettings settings, Clock clock, List<SimulatedInstrument> instruments) {
    try {
      return new BinanceSimulator(settings, clock, instruments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The base to append {@code /ws} or {@code /stream} to. */
  public URI spotWs() {
    return uri("ws", "/spot");
  }

  /** The base to append {@code /api/v3/…} to. */
  public URI spotRest() {
    return uri("http", "");
  }

  public URI usdmPublicWs() {
    return uri("ws", "/usdm/public");
  }

  public URI usdmMarketWs() {
    return uri("ws", "/usdm/market");
  }

  /** The base to append {@code /fapi/v1/…} to. */
  public URI usdmRest() {
    return uri("http", "");
  }

  public URI coinmWs() {
    return uri("ws", "/coinm");
  }

  /** The base to append {@code /dapi/v1/…} to. */
  public URI coinmRest() {
    return uri("http", "");
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  public SimulatorCounts counts() {
    return onLoop(exchange.counters()::snapshot);
  }

  /**
   * The most connection attempts of a segment, refused ones included, within any time as long as
   * that in which they are limited.
   */
  public long mostAttempts(Segment segment) {
    return onLoop(() -> exchange.admission().mostAttempts(segment));
  }

  /** The most REST weight of a segment, refused requests included, within any minute. */
  public long mostRestWeight(Segment segment) {
    return onLoop(() -> exchange.admission().mostWeight(segment));
  }

  /**
   * The market of {@code symbol}, as the exchange names it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public SimulatedMarket market(Segment segment, String symbol) {
    Market market =
        onLoop(() -> Optional.ofNullable(exchange.market(segment, symbol)))
            .orElseThrow(() -> new IllegalArgumentException("no market " + segment + " " + symbol));
    return new SimulatedMarket(this, market, exchange.streams(segment));
  }

  /** The trades of a market that are still known, oldest first. */
  public List<SimulatedTrade> trades(Segment segment, String symbol) {
    return market(segment, symbol).trades();
  }

  /** Lets every market trade {@code perSecond} times a second from now on. */
  public void setTradeRate(int perSecond) {
    for (Segment segment : Segment.values()) {
      onLoop(() -> List.copyOf(exchange.markets(segment)))
          .forEach(market -> setTradeRate(market, perSecond));
    }
  }

  private void setTradeRate(Market market, int perSecond) {
    run(() -> market.run(perSecond, UtcNanos.now(clock)));
  }

  /** Sends {@code payload}, whatever it is, to the subscribers of a stream. */
  public void send(Segment segment, String stream, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    run(
        () -> {
          MarketStream target = exchange.streams(segment).stream(stream);
          target.publish(bytes, bytes.length, false);
          target.publish(bytes, bytes.length, true);
        });
  }

  @Override
  public void begin(Fault fault) {
    run(() -> exchange.begin(fault));
  }

  @Override
  public void end(Fault fault) {
    run(() -> exchange.end(fault));
  }

  @Override
  public void heal() {
    run(exchange::heal);
  }

  /** Lets everything happen that is due at the clock's time, without waiting for the next tick. */
  public void settle() {
    run(exchange::settle);
  }

  /** Cuts all connections without a close frame. */
  public void dropAll() {
    begin(new Fault.Drop());
  }

  /** Closes all connections with a close frame. */
  public void closeAll(int code, String reason) {
    begin(new Fault.Close(code, reason));
  }

  /** Tells the spot clients that their connections are going to be closed, and leaves them open. */
  public void announceShutdown() {
    run(() -> exchange.sessions().forEach(BinanceSession::announceShutdown));
  }

  /** Whether data is withheld, and lost; pings and acks go on. */
  public void mute(boolean muted) {
    Fault mute = new Fault.Mute();
    if (muted) {
      begin(mute);
    } else {
      end(mute);
    }
  }

  /** Whether new connections and REST requests are answered 503. */
  public void refuse(boolean refused) {
    Fault refuse = new Fault.Refuse();
    if (refused) {
      begin(refuse);
    } else {
      end(refuse);
    }
  }

  /** Closes the port: connections stay, new ones are refused by the system. */
  public synchronized void stopListening() {
    server.channel().close().syncUninterruptibly();
  }

  /** Opens the same port again. */
  public synchronized void listen() {
    if (!server.channel().isOpen()) {
      server = BinanceServer.bind(exchange, loops, port);
    }
  }

  /**
   * Gets another recording ready, before its clients come.
   *
   * @return completes when its last frame has been sent
   * @throws UncheckedIOException if it cannot be read
   */
  public CompletableFuture<Void> replay(ReplaySettings replay) {
    try {
      Recording recording = Recording.read(replay.file(), replay.http());
      return onLoop(() -> exchange.play(replay, recording)).done();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts all recordings that wait for subscriptions. */
  public void startReplays() {
    run(() -> exchange.replays().forEach(Replay::start));
  }

  /** Completes when the last frames of all recordings have been sent. */
  public CompletableFuture<Void> replaysDone() {
    return CompletableFuture.allOf(
        onLoop(() -> exchange.replays().stream().map(Replay::done).toList())
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Closes all connections and the port, and ends the thread; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (loops.isDisposed()) {
      return;
    }
    run(exchange::stop);
    server.disposeNow(Duration.ofSeconds(5));
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
  }

  Clock clock() {
    return clock;
  }

  private void run(Runnable action) {
    onLoop(
        () -> {
          action.run();
          return true;
        });
  }

  /** Runs {@code action} on the exchange's thread, sends what it published, and waits for it. */
  <T> T onLoop(Supplier<T> action) {
    if (loop.inEventLoop()) {
      T result = action.get();
      exchange.outbox().flush();
      return result;
    }
    return CompletableFuture.supplyAsync(() -> onLoop(action), loop).join();
  }
}

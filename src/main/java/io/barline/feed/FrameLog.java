package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.Access;
import io.barline.exchange.Excerpt;
import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames of exchanges, each a line at {@code DEBUG} by the logger {@code io.barline.frames}:
 * those that were asked for, in and out, cut to {@value #MOST_BYTES} bytes, and at most {@value
 * #MOST_LINES} a second of an exchange. A frame that logs in is not shown, nor is what was in it.
 * What is logged can be changed at any time, by any thread; where nothing is, a frame costs a look
 * at a field.
 */
public final class FrameLog {
  static final int MOST_BYTES = 512;
  static final int MOST_LINES = 200;

  /** For all exchanges. */
  private static final String ALL = "*";

  private static final Logger LOG = LoggerFactory.getLogger("io.barline.frames");

  private final Set<String> exchanges;
  private final BiFunction<String, String, @Nullable String> nativeSymbols;
  private final Clock clock;
  private final Map<String, RateBound> bounds = new ConcurrentHashMap<>();
  private volatile List<String> wanted = List.of();

  /** By exchange; empty where nothing is logged. */
  private volatile Map<String, FrameFilter> filters = Map.of();

  /**
   * @param exchanges their ids
   * @param nativeSymbols the exchange's own name of the symbol, by exchange and symbol; null where
   *     it is not known
   */
  public FrameLog(
      Set<String> exchanges,
      BiFunction<String, String, @Nullable String> nativeSymbols,
      Clock clock) {
    this.exchanges = Set.copyOf(exchanges);
    this.nativeSymbols = nativeSymbols;
    this.clock = clock;
  }

  /** What is logged: as given to {@link #log}. */
  public List<String> wanted() {
    return wanted;
  }

  /**
   * Logs these frames from now on, and no others.
   *
   * @param frames each an exchange's id, or an exchange and a symbol as {@code binance:BTC/USDT} or
   *     {@code binance:BTCUSDT}, or {@code *} for all
   * @throws IllegalArgumentException if an exchange is not known
   */
  public void log(List<String> frames) {
    for (String each : frames) {
      String exchange = exchangeOf(each);
      if (!exchange.equals(ALL) && !exchanges.contains(exchange)) {
        throw new IllegalArgumentException(
            "frames are of an exchange that is served, such as binance, binance:BTC/USDT or *: \""
                + each
                + "\"; served are "
                + exchanges.stream().sorted().toList());
      }
    }
    wanted = List.copyOf(frames);
    refresh();
    LOG.info("frames={}", wanted);
  }

  private static String exchangeOf(String frames) {
    int colon = frames.indexOf(':');
    return colon < 0 ? frames : frames.substring(0, colon);
  }

  /** Symbols may be known by now that were not. */
  private void refresh() {
    Map<String, FrameFilter> all = new HashMap<>();
    for (String each : wanted) {
      String exchange = exchangeOf(each);
      Set<String> concerned = exchange.equals(ALL) ? exchanges : Set.of(exchange);
      String symbol =
          each.length() > exchange.length() ? each.substring(exchange.length() + 1) : ALL;
      for (String one : concerned) {
        all.merge(one, filter(one, symbol), FrameLog::either);
      }
    }
    filters = Map.copyOf(all);
  }

  private FrameFilter filter(String exchange, String symbol) {
    if (symbol.equals(ALL) || symbol.isEmpty()) {
      return new FrameFilter(true, Set.of());
    }
    String nativeSymbol = nativeSymbols.apply(exchange, symbol);
    return new FrameFilter(false, Set.of(nativeSymbol == null ? symbol : nativeSymbol));
  }

  private static FrameFilter either(FrameFilter one, FrameFilter other) {
    Set<String> names = new HashSet<>(one.names());
    names.addAll(other.names());
    return new FrameFilter(one.all() || other.all(), names);
  }

  /** To be called once a second: tells how many lines were left out. */
  public void tick() {
    if (!wanted.isEmpty()) {
      refresh();
    }
    bounds.forEach(
        (exchange, bound) -> {
          long leftOut = bound.takeLeftOut();
          if (leftOut > 0) {
            LOG.debug("exchange={} left_out={} most_each_second={}", exchange, leftOut, MOST_LINES);
          }
        });
  }

  /** Links of that exchange whose frames are logged when they are wanted. */
  Link.Factory watch(String exchange, Link.Factory links) {
    return (route, lane, names, listener) -> {
      LoggedLink logged = new LoggedLink(this, exchange, login(route), listener);
      return logged.over(links.open(route, lane, names, logged));
    };
  }

  private static @Nullable String login(Route route) {
    return route.access() instanceof Access.Socket socket ? socket.login() : null;
  }

  /** Whether frames of that exchange are logged. */
  boolean isOn(String exchange) {
    return filters.containsKey(exchange);
  }

  /**
   * A frame came or went.
   *
   * @param shown what is shown of it; null for the frame itself
   */
  void frame(
      String exchange,
      String feed,
      String direction,
      byte[] frame,
      int length,
      @Nullable String shown) {
    FrameFilter filter = filters.get(exchange);
    if (filter == null || !LOG.isDebugEnabled() || !filter.fits(frame, length)) {
      return;
    }
    RateBound bound = bounds.computeIfAbsent(exchange, _ -> new RateBound(MOST_LINES));
    if (bound.lets(UtcNanos.now(clock))) {
      LOG.debug(
          "exchange={} feed={} direction={} length={} frame={}",
          exchange,
          feed,
          direction,
          length,
          shown == null ? Excerpt.of(frame, 0, length, MOST_BYTES) : shown);
    }
  }

  /** As the other, of a text that is sent. */
  void frame(String exchange, String feed, String text, @Nullable String shown) {
    byte[] bytes = text.getBytes(UTF_8);
    frame(exchange, feed, "out", bytes, bytes.length, shown);
  }
}

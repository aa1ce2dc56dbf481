package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.Excerpt;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final Logger LOG = LoggerFactory.getLogger("io.barline.frames");

  private final FrameChoice choice;
  private final Clock clock;
  private final Map<String, RateBound> bounds = new ConcurrentHashMap<>();
  private volatile List<String> wanted = List.of();

  /** Those of {@link #wanted} that were told to name nothing. */
  private volatile List<String> unknown = List.of();

  /** By exchange; empty where nothing is logged. */
  private volatile Map<String, FrameFilter> filters = Map.of();

  public FrameLog(Symbols symbols, Clock clock) {
    this.choice = new FrameChoice(symbols);
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
   * @throws IllegalArgumentException if an exchange is not served, or is known to have no such
   *     symbol; what was logged before still is
   */
  public void log(List<String> frames) {
    choice.check(frames);
    wanted = List.copyOf(frames);
    unknown = List.of();
    filters = choice.filters(wanted);
    LOG.info("frames={}", wanted);
  }

  /** Symbols may be known by now that were not, and names to be none. */
  private void refresh() {
    filters = choice.filters(wanted);
    List<String> none = choice.unknown(wanted);
    if (!none.equals(unknown)) {
      unknown = none;
      LOG.warn("frames={} unknown={}", wanted, none);
    }
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
      LoggedLink logged =
          new LoggedLink(this, exchange, route.segment(), route.access().login(), listener);
      return logged.over(links.open(route, lane, names, logged));
    };
  }

  /** Whether frames of that exchange are logged. */
  boolean isOn(String exchange) {
    return filters.containsKey(exchange);
  }

  /**
   * A frame came or went.
   *
   * @param segment the market whose connection carries it
   * @param shown what is shown of it; null for the frame itself
   */
  void frame(
      String exchange,
      String segment,
      String feed,
      String direction,
      byte[] frame,
      int length,
      @Nullable String shown) {
    FrameFilter filter = filters.get(exchange);
    if (filter == null || !LOG.isDebugEnabled() || !filter.fits(segment, frame, length)) {
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
  void frame(String exchange, String segment, String feed, String text, @Nullable String shown) {
    byte[] bytes = text.getBytes(UTF_8);
    frame(exchange, segment, feed, "out", bytes, bytes.length, shown);
  }
}

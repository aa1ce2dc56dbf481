package io.barline.exchange.ccxt;

import io.barline.book.SequenceRule;
import io.barline.exchange.BookRequests;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Decoder;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.JsonText;
import io.barline.exchange.Limits;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.SimpleExchange;
import io.barline.exchange.StreamName;
import io.barline.exchange.UnifiedSymbol;
import io.barline.exchange.ccxt.Capabilities.How;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One exchange that CCXT reaches. Each connection of it is a WebSocket to the bridge, which holds
 * the exchange's own; ccxt-bridge/PROTOCOL.md says what goes over it. Bars are made of trades, but
 * where the exchange tells none.
 */
final class Ccxt implements SimpleExchange {
  static final String SEGMENT = "main";

  /** Levels a side of its books, as the bridge cuts them. */
  static final int DEPTH = 100;

  private static final String STREAM = "stream";
  private static final String POLL = "poll";

  /** The bridge tells every 5 seconds that it lives. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final String id;
  private final String version;
  private final Capabilities can;
  private final CcxtSettings settings;
  private final BridgeRequests bridge;
  private final boolean onDemand;
  private final Segment segment;
  private final List<Route> routes;

  /**
   * @param id in topics
   * @param version CCXT's
   * @param onDemand whether it is listed only once something of it is asked for
   */
  Ccxt(
      String id,
      String version,
      Capabilities can,
      CcxtSettings settings,
      BridgeRequests bridge,
      boolean onDemand) {
    this.id = id;
    this.version = version;
    this.can = can;
    this.settings = settings;
    this.bridge = bridge;
    this.onDemand = onDemand;
    this.segment = segment();
    this.routes = List.of(route(STREAM), route(POLL));
  }

  private Segment segment() {
    Set<UpstreamChannel> channels = new HashSet<>();
    Set<UpstreamChannel> polled = new HashSet<>();
    Interval own = can.trades() == How.NONE && can.bars() != How.NONE ? shortest() : null;
    add(new UpstreamChannel.Trades(), can.trades(), channels, polled);
    add(new UpstreamChannel.Book(DEPTH), can.book(), channels, polled);
    add(new UpstreamChannel.Ticker(), can.ticker(), channels, polled);
    if (own != null) {
      add(new UpstreamChannel.Klines(own), can.bars(), channels, polled);
    }
    return new Segment(
        SEGMENT,
        channels,
        Segment.TradeOrder.REPLAYED,
        new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.CONSECUTIVE),
        own,
        // CCXT keeps the exchange's pace by itself; half of it is for what is asked for here.
        new RestBudget(Math.max(6, 30_000 / can.rateLimit()), Duration.ofMinutes(1), Duration.ZERO),
        polled);
  }

  private static void add(
      UpstreamChannel channel,
      How how,
      Set<UpstreamChannel> channels,
      Set<UpstreamChannel> polled) {
    switch (how) {
      case STREAM -> channels.add(channel);
      case POLL -> {
        channels.add(channel);
        polled.add(channel);
      }
      case NONE -> {}
    }
  }

  private @Nullable Interval shortest() {
    return can.intervals().stream().min(Interval::compareTo).orElse(null);
  }

  private Route route(String mode) {
    return new Route(
        mode,
        SEGMENT,
        bridge.socket(mode.equals(POLL)),
        new Limits(
            settings.limits().streamsPerConnection(),
            1,
            Limits.UNLIMITED,
            1_000,
            Limits.UNLIMITED,
            60,
            Duration.ofMinutes(1)),
        SILENCE,
        null);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String via() {
    return "ccxt " + version;
  }

  @Override
  public boolean isOnDemand() {
    return onDemand;
  }

  @Override
  public List<Segment> segments() {
    return List.of(segment);
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment of) {
    return List.of(bridge.get("markets", Map.of()));
  }

  @Override
  public CataloguePage readCatalogue(Segment of, byte[] body) {
    return CataloguePage.last(Markets.read(id, body));
  }

  /** What contracts are worth only the list tells. */
  @Override
  public Optional<Instrument> presume(String symbol) {
    UnifiedSymbol parts = UnifiedSymbol.parse(symbol);
    return parts == null || parts.type() != Instrument.Type.SPOT
        ? Optional.empty()
        : Optional.of(parts.presumed(id, SEGMENT, symbol, Instrument.Type.SPOT, null));
  }

  @Override
  public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
    return switch (channel) {
      case UpstreamChannel.Trades _ -> named("trades:", instrument, can.trades(), "trades");
      case UpstreamChannel.Book _ -> named("book:", instrument, can.book(), "book");
      case UpstreamChannel.Ticker _ -> named("ticker:", instrument, can.ticker(), "ticker");
      case UpstreamChannel.Klines(Interval interval) ->
          can.intervals().contains(interval)
              ? named("ohlcv." + interval.code() + ":", instrument, can.bars(), "ohlcv")
              : List.of();
      case UpstreamChannel.Quotes _ -> List.of();
    };
  }

  /** By a socket where there is one; polled where not, and where the socket is refused. */
  private List<StreamName> named(String kind, Instrument instrument, How how, String rest) {
    String name = kind + instrument.symbol();
    List<StreamName> names = new ArrayList<>();
    if (how == How.STREAM) {
      names.add(new StreamName(STREAM, name));
    }
    if (how == How.POLL || (how == How.STREAM && can.rest().contains(rest))) {
      names.add(new StreamName(POLL, name));
    }
    return names;
  }

  @Override
  public String subscribe(Route route, long requestId, List<String> names) {
    return "{\"op\":\"sub\",\"id\":%d,\"name\":%s,\"mode\":\"%s\"}"
        .formatted(requestId, JsonText.quoted(names.getFirst()), route.id());
  }

  @Override
  public String unsubscribe(Route route, long requestId, List<String> names) {
    return "{\"op\":\"unsub\",\"id\":%d,\"name\":%s}"
        .formatted(requestId, JsonText.quoted(names.getFirst()));
  }

  @Override
  public Decoder newDecoder(Route route, NativeSymbols symbols) {
    return new BridgeDecoder(symbols);
  }

  @Override
  public @Nullable BookRequests books() {
    return can.rest().contains("book") ? new BookSnapshots(bridge) : null;
  }

  @Override
  public @Nullable HistoryRequests history() {
    boolean ownBars = segment.ownBars() != null && can.rest().contains("ohlcv");
    return ownBars || can.rest().contains("trades") ? new History(bridge, can) : null;
  }
}

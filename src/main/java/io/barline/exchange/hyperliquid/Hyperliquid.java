package io.barline.exchange.hyperliquid;

import io.barline.book.SequenceRule;
import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.exchange.Access;
import io.barline.exchange.Allowance;
import io.barline.exchange.BookRequests;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Decoder;
import io.barline.exchange.Endpoint;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.Limits;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.Segment.TradeOrder;
import io.barline.exchange.SimpleExchange;
import io.barline.exchange.StreamName;
import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hyperliquid as the gateway sees it: one socket carries perpetuals and spot alike.
 *
 * <p>A coin that it doesn't know, or knows in another case, makes it cut the socket without a word,
 * and all that was subscribed there with it. So only names are sent that its own lists hold, as
 * they hold them, and nothing is presumed.
 *
 * <p>Books come whole. One kind has 20 levels and comes every 5 seconds, the other ("fast") has 5
 * and comes twice a second; their messages look alike, so they go over different sockets.
 */
public final class Hyperliquid implements SimpleExchange {
  static final String ID = "hyperliquid";
  static final String SEGMENT = "main";
  static final String MAIN = "main";
  static final String FAST_BOOKS = "fast-books";

  static final int DEPTH = 20;
  static final int FAST_DEPTH = 5;

  private static final Segment ALL =
      new Segment(
          SEGMENT,
          channels(),
          TradeOrder.REPLAYED,
          new SequenceRule(Origin.STREAM, Chain.UNNUMBERED),
          null,
          new RestBudget( // four fifths of what is documented
                  960, Duration.ofMinutes(1), Duration.ofMinutes(5))
              .shared());

  private final HyperliquidSettings settings;
  private final List<Route> routes;
  private final Catalogue catalogue;
  private final History history;
  private final Snapshots books;

  public Hyperliquid(HyperliquidSettings settings) {
    this.settings = settings;
    HyperliquidSettings.Limits limits = settings.limits();
    this.routes =
        List.of(route(MAIN, limits.connections()), route(FAST_BOOKS, limits.fastBookConnections()));
    URI at = Endpoint.append(settings.endpoints().rest(), "/info");
    this.catalogue = new Catalogue(at);
    this.history = new History(at);
    this.books = new Snapshots(at);
  }

  private Route route(String id, int connections) {
    HyperliquidSettings.Limits limits = settings.limits();
    var ping = new Access.KeepAlive("{\"method\":\"ping\"}", settings.pingEvery());
    return new Route(
        id,
        SEGMENT,
        new Access.Socket(settings.endpoints().ws(), null, ping),
        new Limits(
            limits.streamsPerConnection(),
            1,
            Limits.UNLIMITED,
            limits.messagesPerSecond(),
            connections + 1, // while one replaces another
            limits.connectionAttempts(),
            limits.attemptWindow()),
        settings.silence(),
        settings.maxAge());
  }

  private static Set<UpstreamChannel> channels() {
    Set<UpstreamChannel> channels = new HashSet<>();
    channels.add(new UpstreamChannel.Trades());
    channels.add(new UpstreamChannel.Quotes());
    channels.add(new UpstreamChannel.Ticker());
    channels.add(new UpstreamChannel.Book(FAST_DEPTH));
    channels.add(new UpstreamChannel.Book(DEPTH));
    Candles.INTERVALS.forEach(interval -> channels.add(new UpstreamChannel.Klines(interval)));
    return channels;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Segment> segments() {
    return List.of(ALL);
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public Allowance sharedMessages() {
    return new Allowance(settings.limits().messagesPerMinute(), Duration.ofMinutes(1));
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment segment) {
    return catalogue.requests();
  }

  @Override
  public CataloguePage readCatalogue(Segment segment, byte[] body) {
    return catalogue.read(body);
  }

  @Override
  public Optional<Instrument> presume(String symbol) {
    return Optional.empty();
  }

  @Override
  public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
    if (!ALL.channels().contains(channel)) {
      return List.of();
    }
    String type =
        switch (channel) {
          case UpstreamChannel.Trades _ -> "trades";
          case UpstreamChannel.Quotes _ -> "bbo";
          case UpstreamChannel.Ticker _ -> "activeAssetCtx";
          case UpstreamChannel.Book _ -> Subscription.BOOK;
          case UpstreamChannel.Klines klines -> Subscription.CANDLE + klines.interval().code();
        };
    boolean fast = channel instanceof UpstreamChannel.Book book && book.depth() == FAST_DEPTH;
    return List.of(
        new StreamName(
            fast ? FAST_BOOKS : MAIN, Subscription.name(type, instrument.nativeSymbol())));
  }

  @Override
  public String subscribe(Route route, long requestId, List<String> names) {
    return Subscription.request("subscribe", only(names), isFast(route));
  }

  @Override
  public String unsubscribe(Route route, long requestId, List<String> names) {
    return Subscription.request("unsubscribe", only(names), isFast(route));
  }

  private static String only(List<String> names) {
    if (names.size() != 1) {
      throw new IllegalArgumentException("a request takes one name, not " + names);
    }
    return names.getFirst();
  }

  private static boolean isFast(Route route) {
    return route.id().equals(FAST_BOOKS);
  }

  @Override
  public Decoder newDecoder(Route route, NativeSymbols symbols) {
    return Greeting.before(new HyperliquidDecoder(symbols, isFast(route) ? FAST_DEPTH : DEPTH));
  }

  @Override
  public HistoryRequests history() {
    return history;
  }

  @Override
  public BookRequests books() {
    return books;
  }
}

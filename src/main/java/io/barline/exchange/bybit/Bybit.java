package io.barline.exchange.bybit;

import io.barline.book.SequenceRule;
import io.barline.exchange.Access;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Decoder;
import io.barline.exchange.Endpoint;
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
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Bybit as the gateway sees it: one kind of connection for each {@link Category}, which is also the
 * segment.
 *
 * <p>Books begin with a snapshot of the stream, and each further message of a topic has the next
 * number, unless the settings say that it need not; after a loss, subscribing again brings a
 * snapshot. There is no stream of quotes but the book of one level, which is told whole whenever it
 * changes and every 3 seconds.
 */
public final class Bybit implements SimpleExchange {
  static final String ID = "bybit";

  private static final int[] DEPTHS = {1, 50, 200, 1_000};
  private static final String PING = "{\"op\":\"ping\"}";

  private final BybitSettings settings;
  private final List<Segment> segments;
  private final List<Route> routes;

  public Bybit(BybitSettings settings) {
    this.settings = settings;
    this.segments = Arrays.stream(Category.values()).map(this::segment).toList();
    this.routes = Arrays.stream(Category.values()).map(this::route).toList();
  }

  private Segment segment(Category category) {
    BybitSettings.Limits limits = settings.limits();
    return new Segment(
        category.id,
        channels(),
        Segment.TradeOrder.CHRONOLOGICAL,
        new SequenceRule(
            SequenceRule.Origin.STREAM,
            settings.consecutiveBooks()
                ? SequenceRule.Chain.CONSECUTIVE
                : SequenceRule.Chain.UNNUMBERED),
        null,
        new RestBudget(limits.restRequests(), limits.restWindow(), Duration.ofMinutes(10))
            .shared());
  }

  private static Set<UpstreamChannel> channels() {
    Set<UpstreamChannel> channels = new HashSet<>();
    channels.add(new UpstreamChannel.Trades());
    channels.add(new UpstreamChannel.Ticker());
    for (int depth : DEPTHS) {
      channels.add(new UpstreamChannel.Book(depth));
    }
    for (Interval interval : Intervals.all()) {
      channels.add(new UpstreamChannel.Klines(interval));
    }
    return channels;
  }

  /** Spot's refusals name no request, so that only one may be open there. */
  private Route route(Category category) {
    BybitSettings.Limits limits = settings.limits();
    return new Route(
        category.id,
        category.id,
        new Access.Socket(
            Endpoint.append(settings.endpoints().ws(), "/" + category.id),
            null,
            new Access.KeepAlive(PING, settings.pingEvery())),
        new Limits(
            limits.streamsPerConnection(),
            limits.namesPerRequest(),
            category == Category.SPOT ? 1 : Limits.UNLIMITED,
            limits.messagesPerSecond(),
            limits.connections(),
            limits.connectionAttempts(),
            limits.attemptWindow()),
        settings.silence(),
        settings.maxAge());
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Segment> segments() {
    return segments;
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment segment) {
    return List.of(catalogue(segment).first());
  }

  @Override
  public CataloguePage readCatalogue(Segment segment, byte[] body) {
    return catalogue(segment).read(body);
  }

  private Catalogue catalogue(Segment segment) {
    return new Catalogue(Category.of(segment.id()), settings.endpoints().rest());
  }

  @Override
  public Optional<Instrument> presume(String symbol) {
    return Presumption.of(symbol);
  }

  @Override
  public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
    String topic =
        switch (channel) {
          case UpstreamChannel.Trades _ -> "publicTrade";
          case UpstreamChannel.Ticker _ -> "tickers";
          case UpstreamChannel.Book book ->
              Arrays.stream(DEPTHS).anyMatch(depth -> depth == book.depth())
                  ? "orderbook." + book.depth()
                  : null;
          case UpstreamChannel.Klines klines -> {
            String name = Intervals.name(klines.interval());
            yield name == null ? null : "kline." + name;
          }
          case UpstreamChannel.Quotes _ -> null;
        };
    return topic == null
        ? List.of()
        : List.of(new StreamName(instrument.segment(), topic + "." + instrument.nativeSymbol()));
  }

  @Override
  public String subscribe(Route route, long requestId, List<String> names) {
    return request("subscribe", requestId, names);
  }

  @Override
  public String unsubscribe(Route route, long requestId, List<String> names) {
    return request("unsubscribe", requestId, names);
  }

  /**
   * A <a href="https://bybit-exchange.github.io/docs/v5/ws/connect#how-to-subscribe-to-topics">
   * request</a>, which a frame with the same {@code req_id} answers, after data of it may have
   * come.
   */
  private static String request(String operation, long requestId, List<String> names) {
    return "{\"req_id\":\"%d\",\"op\":\"%s\",\"args\":%s}"
        .formatted(requestId, operation, JsonText.array(names));
  }

  @Override
  public Decoder newDecoder(Route route, NativeSymbols symbols) {
    return new BybitDecoder(symbols);
  }

  @Override
  public HistoryRequests history() {
    return new History(settings.endpoints().rest());
  }
}

package io.barline.exchange.binance;

import io.barline.exchange.Access;
import io.barline.exchange.BookRequests;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Decoder;
import io.barline.exchange.Endpoint;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.JsonText;
import io.barline.exchange.Limits;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.SimpleExchange;
import io.barline.exchange.StreamName;
import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Binance as the gateway sees it.
 *
 * <p>Spot trades come one by one; futures trades come aggregated per taker order and price within
 * 100 ms ({@code aggTrade}), since their single trades are not documented. The ids of both count up
 * by one.
 */
public final class Binance implements SimpleExchange {
  static final String ID = "binance";

  private final BinanceSettings settings;
  private final List<Route> routes;
  private final BookRequests books;
  private final HistoryRequests history;

  public Binance(BinanceSettings settings) {
    this.settings = settings;
    this.books = new DepthRequests(settings);
    this.history = new History(settings);
    BinanceSettings.Endpoints at = settings.endpoints();
    this.routes =
        List.of(
            route("spot", Market.SPOT, at.spotWs()),
            route("usdm-public", Market.USDM, at.usdmPublicWs()),
            route("usdm-market", Market.USDM, at.usdmMarketWs()),
            route("coinm", Market.COINM, at.coinmWs()));
  }

  private Route route(String id, Market market, URI base) {
    boolean spot = market == Market.SPOT;
    BinanceSettings.Limits limits = settings.limits();
    Duration silence = spot ? settings.silence().spot() : settings.silence().futures();
    return new Route(
        id,
        market.segment.id(),
        new Access.Socket(Endpoint.append(base, "/stream"), null, null),
        new Limits(
            limits.streamsPerConnection(),
            limits.namesPerRequest(),
            Limits.UNLIMITED,
            spot ? limits.spotMessagesPerSecond() : limits.futuresMessagesPerSecond(),
            Limits.UNLIMITED,
            limits.connectionAttempts(),
            limits.attemptWindow()),
        silence,
        settings.maxAge());
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Segment> segments() {
    return Arrays.stream(Market.values()).map(market -> market.segment).toList();
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment segment) {
    Market market = market(segment);
    return List.of(
        RestRequest.get(
            Endpoint.append(
                settings.endpoints().rest(market),
                market.restPath + "/exchangeInfo" + market.catalogueQuery),
            market.catalogueWeight));
  }

  @Override
  public CataloguePage readCatalogue(Segment segment, byte[] body) {
    return CataloguePage.last(new ExchangeInfo(market(segment)).read(body));
  }

  @Override
  public Optional<Instrument> presume(String symbol) {
    return Presumption.of(symbol);
  }

  @Override
  public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
    Market market = Market.of(instrument.segment());
    if (market == null || !market.segment.channels().contains(channel)) {
      return List.of();
    }
    // Upper-case names are acknowledged and stay silent.
    String symbol = instrument.nativeSymbol().toLowerCase(Locale.ROOT);
    return switch (channel) {
      case UpstreamChannel.Trades _ ->
          List.of(new StreamName(market.route, symbol + market.tradeStream));
      case UpstreamChannel.Quotes _ ->
          List.of(new StreamName(market.quoteRoute, symbol + "@bookTicker"));
      case UpstreamChannel.Klines klines ->
          List.of(new StreamName(market.route, symbol + "@kline_" + klines.interval().code()));
      case UpstreamChannel.Book _ ->
          List.of(new StreamName(market.quoteRoute, symbol + "@depth@100ms"));
      case UpstreamChannel.Ticker _ -> List.of(new StreamName(market.route, symbol + "@ticker"));
    };
  }

  @Override
  public String subscribe(Route route, long requestId, List<String> names) {
    return request("SUBSCRIBE", requestId, names);
  }

  @Override
  public String unsubscribe(Route route, long requestId, List<String> names) {
    return request("UNSUBSCRIBE", requestId, names);
  }

  /**
   * <a
   * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#live-subscribingunsubscribing-to-streams">Live
   * subscribing</a>, alike on all markets; {@code {"result":null,"id":7}} answers.
   */
  private static String request(String method, long requestId, List<String> names) {
    return "{\"method\":\"%s\",\"params\":%s,\"id\":%d}"
        .formatted(method, JsonText.array(names), requestId);
  }

  @Override
  public Decoder newDecoder(Route route, NativeSymbols symbols) {
    return new BinanceDecoder(symbols);
  }

  @Override
  public BookRequests books() {
    return books;
  }

  @Override
  public HistoryRequests history() {
    return history;
  }

  private static Market market(Segment segment) {
    return Market.named(segment.id());
  }
}

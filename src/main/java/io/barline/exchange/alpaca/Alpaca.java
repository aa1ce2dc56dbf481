package io.barline.exchange.alpaca;

import io.barline.exchange.Access;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Alpaca as the gateway sees it: US stocks and crypto.
 *
 * <p>Everything is streamed where the account may, on one connection for each market, and polled
 * where the streaming one is refused or full.
 */
public final class Alpaca implements SimpleExchange {
  static final String ID = "alpaca";

  private final AlpacaSettings settings;
  private final Requests requests;
  private final List<Route> routes;

  public Alpaca(AlpacaSettings settings) {
    this.settings = settings;
    this.requests = new Requests(settings);
    AlpacaSettings.Endpoints at = settings.endpoints();
    this.routes =
        List.of(
            streamed(Market.STOCKS, Endpoint.append(at.stocksWs(), "/" + settings.feed())),
            streamed(Market.CRYPTO, Endpoint.append(at.cryptoWs(), "/" + settings.crypto())),
            polled(Market.STOCKS),
            polled(Market.CRYPTO));
  }

  private Route streamed(Market market, URI uri) {
    AlpacaSettings.Limits limits = settings.limits();
    return new Route(
        market.id,
        market.id,
        new Access.Socket(uri, login(), null),
        new Limits(
            limits.streamsPerConnection(),
            limits.namesPerRequest(),
            1,
            limits.messagesPerSecond(),
            1,
            limits.connectionAttempts(),
            limits.attemptWindow()),
        settings.silence(),
        null);
  }

  private Route polled(Market market) {
    AlpacaSettings.Limits limits = settings.limits();
    return new Route(
        market.pollRoute(),
        market.id,
        new Access.Polled(settings.pollEvery()),
        new Limits(
            Limits.UNLIMITED,
            Limits.UNLIMITED,
            1,
            limits.messagesPerSecond(),
            1,
            limits.connectionAttempts(),
            limits.attemptWindow()),
        settings.silence(),
        null);
  }

  /** <a href="https://docs.alpaca.markets/docs/streaming-market-data#authentication">Auth</a>. */
  private String login() {
    return "{\"action\":\"auth\",\"key\":%s,\"secret\":%s}"
        .formatted(JsonText.quoted(settings.key()), JsonText.quoted(settings.secret()));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Segment> segments() {
    return Arrays.stream(Market.values()).map(m -> m.segment(settings.limits())).toList();
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment segment) {
    return List.of(requests.assets(Market.named(segment.id())));
  }

  @Override
  public CataloguePage readCatalogue(Segment segment, byte[] body) {
    return CataloguePage.last(new Assets(Market.named(segment.id())).read(body));
  }

  @Override
  public Optional<Instrument> presume(String symbol) {
    return Optional.ofNullable(Assets.presume(symbol));
  }

  @Override
  public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
    Market market = Market.of(instrument.segment());
    String code = market == null ? null : market.channel(channel);
    if (market == null || code == null) {
      return List.of();
    }
    String name = Names.of(code, instrument.nativeSymbol());
    return List.of(new StreamName(market.id, name), new StreamName(market.pollRoute(), name));
  }

  @Override
  public @Nullable String line(String name) {
    return Names.isOfBars(name) ? null : name;
  }

  @Override
  public String subscribe(Route route, long requestId, List<String> names) {
    return Names.request("subscribe", names);
  }

  @Override
  public String unsubscribe(Route route, long requestId, List<String> names) {
    return Names.request("unsubscribe", names);
  }

  @Override
  public Decoder newDecoder(Route route, NativeSymbols symbols) {
    Market market = Market.named(route.segment());
    return route.isPolled()
        ? new PolledDecoder(market, settings, symbols)
        : new StreamDecoder(market, settings, symbols);
  }

  @Override
  public List<RestRequest> polls(Route route, List<String> names) {
    return requests.latest(Market.named(route.segment()), names);
  }

  @Override
  public HistoryRequests history() {
    return new History(settings, requests);
  }
}

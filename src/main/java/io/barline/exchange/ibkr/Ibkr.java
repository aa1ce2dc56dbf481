package io.barline.exchange.ibkr;

import io.barline.book.SequenceRule;
import io.barline.exchange.Access;
import io.barline.exchange.Allowance;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Conversation;
import io.barline.exchange.Exchange;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.Inquiry;
import io.barline.exchange.Limits;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.StreamName;
import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Interactive Brokers, by the socket protocol of TWS and IB Gateway, of which each account runs
 * one: trades, quotes, market depth and bars of five seconds, of whatever a contract is. See <a
 * href="https://www.interactivebrokers.com/campus/ibkr-api-page/twsapi-doc/">its documentation</a>.
 *
 * <p>It lists nothing: a symbol says what it means, and is resolved when it is subscribed to. Bars
 * are its own, since it streams only a sample of the trades.
 */
public final class Ibkr implements Exchange {
  static final String ID = ContractSymbols.EXCHANGE;
  private static final UpstreamChannel BARS = new UpstreamChannel.Klines(BarFields.INTERVAL);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration BAR_SILENCE = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration READY = Duration.ofSeconds(20);

  /** The longest message that the protocol allows: a frame said to be longer is none. */
  private static final int MOST_BYTES = 0xFFFFFF;

  private static final int CONNECTION_ATTEMPTS = 60;

  /** So few that each is answered in time, though its steps wait for their turns. */
  private static final int IN_FLIGHT = 20;

  /** A connection of streams and, at the first gateway, one for the past. */
  private static final int CONNECTIONS = 1;

  private final IbkrSettings settings;
  private final UpstreamChannel book;
  private final Segment segment;
  private final Map<String, Route> routes;
  private final Map<String, ClientIds> clientIds;
  private final Set<String> tickByTick;
  private final Hours hours = new Hours();

  public Ibkr(IbkrSettings settings) {
    this.settings = settings;
    this.book = new UpstreamChannel.Book(settings.depth());
    this.segment =
        new Segment(
            ContractSymbols.SEGMENT,
            Set.of(new UpstreamChannel.Trades(), new UpstreamChannel.Quotes(), BARS, book),
            Segment.TradeOrder.REPLAYED,
            new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.UNNUMBERED),
            BarFields.INTERVAL,
            new RestBudget(settings.limits().pastRequests(), TEN_MINUTES, Duration.ZERO),
            Set.of(),
            true);
    this.routes = new LinkedHashMap<>();
    this.clientIds = new LinkedHashMap<>();
    int number = 0;
    for (IbkrSettings.Gateway gateway : settings.all()) {
      String id = ++number == 1 ? ContractSymbols.SEGMENT : ContractSymbols.SEGMENT + number;
      routes.put(id, route(id, gateway));
      clientIds.put(id, new ClientIds(gateway.clientId(), settings.clientIds()));
    }
    this.tickByTick =
        settings.tickByTick().stream()
            .flatMap(symbol -> ContractSymbols.parse(symbol).stream())
            .map(FullForm::of)
            .collect(Collectors.toUnmodifiableSet());
  }

  private Route route(String id, IbkrSettings.Gateway gateway) {
    Duration heartbeat = settings.limits().heartbeat();
    return new Route(
        id,
        ContractSymbols.SEGMENT,
        new Access.Framed(
            gateway.host(),
            gateway.port(),
            "API\0",
            "v%d..%d".formatted(settings.minVersion(), settings.maxVersion()),
            null,
            new Access.KeepAlive(Requests.currentTime(), heartbeat),
            MOST_BYTES,
            READY),
        new Limits(
            settings.limits().lines(),
            1,
            IN_FLIGHT,
            settings.limits().messagesPerSecond(),
            CONNECTIONS,
            CONNECTION_ATTEMPTS,
            Duration.ofMinutes(1)),
        heartbeat.multipliedBy(5).dividedBy(2),
        null);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Segment> segments() {
    return List.of(segment);
  }

  @Override
  public List<Route> routes() {
    return List.copyOf(routes.values());
  }

  @Override
  public Allowance sharedMessages() {
    return new Allowance(settings.limits().messagesPerSecond(), Duration.ofSeconds(1));
  }

  @Override
  public boolean isListed() {
    return false;
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment of) {
    return List.of();
  }

  @Override
  public CataloguePage readCatalogue(Segment of, byte[] body) {
    throw new MalformedAnswer("instruments of " + ID, "it lists none", body);
  }

  @Override
  public Optional<Instrument> presume(String symbol) {
    return ContractSymbols.parse(symbol).map(ContractSymbols::instrument);
  }

  @Override
  public @Nullable String misfit(String symbol) {
    String trouble = ContractSymbols.trouble(symbol);
    return trouble.isEmpty() ? null : trouble;
  }

  @Override
  public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
    List<StreamName> names = new ArrayList<>();
    for (Names kind : kinds(instrument, channel)) {
      routes.keySet().forEach(route -> names.add(kind.on(route, instrument.nativeSymbol())));
    }
    return names;
  }

  /** How a channel can be had, the best way first. */
  private List<Names> kinds(Instrument instrument, UpstreamChannel channel) {
    Kind kind = ContractSymbols.of(instrument).kind().orElseThrow();
    return switch (channel) {
      case UpstreamChannel.Trades _ ->
          !kind.tellsTrades()
              ? List.of()
              : tickByTick.contains(instrument.nativeSymbol())
                  ? List.of(Names.TICKS, Names.TRADES)
                  : List.of(Names.TRADES);
      case UpstreamChannel.Quotes _ -> kind.hasQuotes() ? List.of(Names.QUOTES) : List.of();
      case UpstreamChannel.Klines _ ->
          channel.equals(BARS) ? List.of(Names.BARS, Names.KEPT_UP) : List.of();
      case UpstreamChannel.Book _ ->
          channel.equals(book) && kind.hasQuotes() ? List.of(Names.BOOK) : List.of();
      case UpstreamChannel.Ticker _ -> List.of();
    };
  }

  /** Quotes and trades of one contract are one market data line; real-time bars are another. */
  @Override
  public @Nullable String line(String name) {
    return Names.kind(name)
        .filter(Names::isLine)
        .map(kind -> (kind == Names.BARS ? "bars:" : "") + kind.nativeSymbol(name))
        .orElse(null);
  }

  @Override
  public @Nullable Allowance allowance(String name) {
    Names kind = Names.kind(name).orElse(null);
    return kind == Names.BARS || kind == Names.KEPT_UP
        ? new Allowance(settings.limits().newBars(), TEN_MINUTES)
        : null;
  }

  @Override
  public boolean isOpen(Instrument instrument, long now) {
    return hours.isOpen(instrument.nativeSymbol(), now);
  }

  /** Real-time bars come whether something traded or not; for others it takes a scarce request. */
  @Override
  public Duration leastSilence(UpstreamChannel channel) {
    return channel.equals(BARS) ? BAR_SILENCE : SILENCE;
  }

  @Override
  public Conversation converse(Route route, NativeSymbols symbols) {
    return new TwsConversation(settings, ids(route), symbols, hours);
  }

  @Override
  public Inquiry newInquiry(Route route) {
    return new TwsInquiry(settings, ids(route));
  }

  private ClientIds ids(Route route) {
    ClientIds ids = clientIds.get(route.id());
    if (ids == null) {
      throw new IllegalArgumentException("not a route of %s: %s".formatted(ID, route.id()));
    }
    return ids;
  }

  @Override
  public HistoryRequests history() {
    return new History(routes().getFirst());
  }
}

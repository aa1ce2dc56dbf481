package io.barline.feed;

import io.barline.book.SequenceRule;
import io.barline.exchange.Access;
import io.barline.exchange.BookRequests;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Decoder;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.Inbound;
import io.barline.exchange.Limits;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.SimpleExchange;
import io.barline.exchange.StreamName;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * An exchange with frames that are easy to read: {@code + 1 a,b} subscribes, {@code ok 1} and
 * {@code no 1 why} answer, {@code trade BTCUSDT 7 100.5} is a trade, {@code quote BTCUSDT 7 100.5}
 * a quote, {@code old BTCUSDT 7 100.5} a trade of ten minutes ago, {@code book BTCUSDT 10 99 101} a
 * book of 10 levels with a bid and an ask, {@code bid BTCUSDT 10 98 5} a change of it. Its
 * catalogue is a symbol a line. It has two segments: {@code spot} with trades, quotes, books of 10
 * and 50 levels and tickers, {@code linear} with trades alone.
 */
public class PlainExchange implements SimpleExchange {
  static final Route ROUTE =
      new Route(
          "only",
          "spot",
          new Access.Socket(URI.create("ws://127.0.0.1:1/"), null, null),
          new Limits(5, 2, Limits.UNLIMITED, 3, Limits.UNLIMITED, 2, Duration.ofMinutes(1)),
          Duration.ofSeconds(30),
          Duration.ofHours(24));

  /** What suits it. */
  public static final FeedSettings SETTINGS =
      new FeedSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(8),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          1 << 20,
          Duration.ofMillis(20),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          DataSize.ofMegabytes(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60));

  /** The defaults. */
  public static final FreshSettings FRESH =
      new FreshSettings(
          true,
          Duration.ofSeconds(3),
          Duration.ofHours(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10));

  private static final RestBudget BUDGET =
      new RestBudget(100, Duration.ofMinutes(1), Duration.ofMinutes(5));

  private final URI rest;

  /** One whose catalogue is never asked for. */
  PlainExchange() {
    this(URI.create("http://127.0.0.1:1/"));
  }

  /**
   * @param rest where the catalogues are: {@code spot} and {@code linear} below it
   */
  public PlainExchange(URI rest) {
    this.rest = rest;
  }

  /** A pair against USDT; with a settle currency a contract. */
  public static Instrument instrument(String symbol) {
    boolean linear = symbol.contains(":");
    String pair = linear ? symbol.substring(0, symbol.indexOf(':')) : symbol;
    return new Instrument(
        "plain",
        linear ? "linear" : "spot",
        symbol,
        pair.replace("/", ""),
        linear ? Instrument.Type.LINEAR : Instrument.Type.SPOT,
        pair.substring(0, pair.indexOf('/')),
        "USDT",
        linear ? "USDT" : null,
        null,
        null,
        null,
        true,
        false);
  }

  @Override
  public String id() {
    return "plain";
  }

  @Override
  public List<Segment> segments() {
    return List.of(
        new Segment(
            "spot",
            Set.of(
                new UpstreamChannel.Trades(),
                new UpstreamChannel.Quotes(),
                new UpstreamChannel.Book(10),
                new UpstreamChannel.Book(50),
                new UpstreamChannel.Ticker()),
            Segment.TradeOrder.CONTIGUOUS,
            new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.UNNUMBERED),
            null,
            BUDGET),
        new Segment(
            "linear",
            Set.of(new UpstreamChannel.Trades()),
            Segment.TradeOrder.CONTIGUOUS,
            null,
            null,
            BUDGET));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        ROUTE,
        new Route(
            "linear", "linear", ROUTE.access(), ROUTE.limits(), ROUTE.silence(), ROUTE.maxAge()));
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment segment) {
    return List.of(RestRequest.get(rest.resolve("/" + segment.id()), 1));
  }

  @Override
  public CataloguePage readCatalogue(Segment segment, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.startsWith("?")) {
      throw new MalformedAnswer("not a catalogue: " + text);
    }
    return CataloguePage.last(text.lines().map(PlainExchange::instrument).toList());
  }

  @Override
  public Optional<Instrument> presume(String symbol) {
    return symbol.matches("[A-Z]+/USDT(:USDT)?")
        ? Optional.of(instrument(symbol))
        : Optional.empty();
  }

  @Override
  public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
    String route = instrument.segment().equals("spot") ? "only" : "linear";
    return switch (channel) {
      case UpstreamChannel.Trades _ -> List.of(new StreamName(route, instrument.nativeSymbol()));
      case UpstreamChannel.Quotes _ ->
          route.equals("only")
              ? List.of(new StreamName(route, instrument.nativeSymbol() + "/q"))
              : List.of();
      case UpstreamChannel.Book book ->
          route.equals("only")
              ? List.of(new StreamName(route, instrument.nativeSymbol() + "/b" + book.depth()))
              : List.of();
      case UpstreamChannel.Ticker _ ->
          route.equals("only")
              ? List.of(new StreamName(route, instrument.nativeSymbol() + "/t"))
              : List.of();
      case UpstreamChannel.Klines _ -> List.of();
    };
  }

  @Override
  public String subscribe(Route route, long requestId, List<String> names) {
    return "+ " + requestId + " " + String.join(",", names);
  }

  @Override
  public String unsubscribe(Route route, long requestId, List<String> names) {
    return "- " + requestId + " " + String.join(",", names);
  }

  @Override
  public List<RestRequest> polls(Route route, List<String> names) {
    return List.of();
  }

  @Override
  public @Nullable BookRequests books() {
    return null;
  }

  @Override
  public @Nullable HistoryRequests history() {
    return null;
  }

  @Override
  public Decoder newDecoder(Route route, NativeSymbols symbols) {
    return (frame, from, to, receiveTime, sink) -> {
      String[] words = new String(frame, from, to - from, StandardCharsets.UTF_8).split(" ", 3);
      sink.accept(
          switch (words[0]) {
            case "ok" -> new Inbound.Accepted(Long.parseLong(words[1]));
            case "no" -> new Inbound.Rejected(Long.parseLong(words[1]), "1", words[2], true);
            case "busy" -> new Inbound.Rejected(Long.parseLong(words[1]), "2", words[2], false);
            case "never" ->
                new Inbound.Rejected(
                    Inbound.NO_REQUEST, List.of(words[1].split(",")), "3", words[2], true);
            case "now" -> new Inbound.Confirmed(true, Set.of(words[1].split(",")));
            case "gone" -> new Inbound.Confirmed(false, Set.of(words[1].split(",")));
            case "taken" -> new Inbound.Taken(Long.parseLong(words[1]));
            case "down" -> new Inbound.Lost(words[1], words[2], 2, 1_000, false);
            case "ended" -> new Inbound.Lost(words[1], words[2], 1, 0, true);
            case "missed" -> new Inbound.Missed(words[1], Gap.Cause.OVERFLOW, words[2]);
            case "who" -> new Inbound.LoginWanted();
            case "welcome" -> new Inbound.Ready();
            case "refused" -> new Inbound.Refused(words[1], words[2], true);
            case "closing" -> new Inbound.Closing(words[1]);
            case "full" -> new Inbound.Refused(words[1], words[2], false);
            case "trade", "quote", "old" -> {
              Instrument instrument = symbols.find(words[1]);
              yield instrument == null
                  ? new Inbound.Unrecognized("no instrument " + words[1])
                  : new Inbound.Data(event(words[0], instrument, words[2], receiveTime));
            }
            case "book", "bid" -> {
              Instrument instrument = symbols.find(words[1]);
              yield instrument == null
                  ? new Inbound.Unrecognized("no instrument " + words[1])
                  : new Inbound.Data(
                      book(words[0], instrument, words[2].split(" ", 3), receiveTime));
            }
            default -> new Inbound.Heartbeat();
          });
    };
  }

  private static MarketEvent book(String type, Instrument instrument, String[] words, long now) {
    int depth = Integer.parseInt(words[0]);
    Decimal bid = Decimal.parse(words[1]);
    Decimal other = Decimal.parse(words[2]);
    long none = Trade.NO_SEQUENCE;
    return type.equals("book")
        ? new BookSnapshot(
            instrument,
            depth,
            none,
            List.of(new Level(bid, Decimal.ONE)),
            List.of(new Level(other, Decimal.ONE)),
            now,
            now)
        : new BookDelta(
            instrument,
            depth,
            none,
            none,
            none,
            List.of(new Level(bid, other)),
            List.of(),
            now,
            now);
  }

  private static MarketEvent event(String type, Instrument instrument, String text, long now) {
    long id = Long.parseLong(text.substring(0, text.indexOf(' ')));
    Decimal price = Decimal.parse(text.substring(text.indexOf(' ') + 1));
    long time = type.equals("old") ? now - 600 * UtcNanos.SECOND : now;
    return !type.equals("quote")
        ? new Trade(instrument, id, null, price, Decimal.ONE, Side.BUY, 1, time, now)
        : new Quote(instrument, id, price, Decimal.ONE, price, Decimal.ONE, now, now);
  }
}

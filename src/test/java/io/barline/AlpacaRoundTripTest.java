package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Access;
import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.alpaca.Alpaca;
import io.barline.exchange.alpaca.AlpacaSettings;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.simulator.Candle;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What the simulated Alpaca says is what the exchange's own code reads, exactly. */
class AlpacaRoundTripTest implements WebSocket.Listener {
  private static final Instant START = Instant.parse("2026-11-23T14:31:00Z");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final StandingClock clock = new StandingClock();
  private final AlpacaSimulator simulator =
      AlpacaSimulator.start(SimulatorSettings.DEFAULTS.withTradesPerSecond(0), clock);
  private final Alpaca alpaca = new Alpaca(settings());
  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

  /** A clock that stands still until it is told otherwise. */
  private static final class StandingClock extends Clock {
    private volatile Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Lets a minute end, so that its bars are there. */
  private void endTheMinute() {
    clock.now = START.plusSeconds(61);
    simulator.settle();
  }

  private AlpacaSettings settings() {
    return new Binder(new MapConfigurationPropertySource(Map.of()))
        .bindOrCreate("barline.exchanges.alpaca", AlpacaSettings.class)
        .withKeys(AlpacaSimulator.KEY, AlpacaSimulator.SECRET)
        .at(
            new AlpacaSettings.Endpoints(
                simulator.stocksWs(), simulator.cryptoWs(), simulator.rest(), simulator.assets()));
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    assertThat(last).isTrue();
    frames.add(data.toString());
    webSocket.request(1);
    return null;
  }

  private Route route(String id) {
    return alpaca.routes().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  private Instrument instrument(String symbol) {
    return alpaca.presume(symbol).orElseThrow();
  }

  private static List<Inbound> decode(Decoder decoder, byte[] frame) {
    List<Inbound> said = new ArrayList<>();
    decoder.decode(frame, 0, frame.length, UtcNanos.of(START.plusSeconds(61)), said::add);
    return said;
  }

  private List<Inbound> next(Decoder decoder) throws InterruptedException {
    String frame = Objects.requireNonNull(frames.poll(10, TimeUnit.SECONDS), "no frame");
    return decode(decoder, frame.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] ask(RestRequest request) throws IOException, InterruptedException {
    HttpRequest.Builder http = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(http::header);
    return HTTP.send(http.build(), BodyHandlers.ofByteArray()).body();
  }

  private static <T> T event(List<Inbound> said, int index, Class<T> type) {
    return type.cast(((Inbound.Data) said.get(index)).event());
  }

  @Test
  void logsInSubscribesAndReadsWhatIsStreamed() throws InterruptedException {
    Route route = route("crypto");
    Access.Socket socket = (Access.Socket) route.access();
    Decoder decoder = alpaca.newDecoder(route, this::instrument);
    WebSocket client = HTTP.newWebSocketBuilder().buildAsync(socket.uri(), this).join();
    assertThat(next(decoder)).containsExactly(new Inbound.LoginWanted());
    client.sendText(Objects.requireNonNull(socket.login()), true).join();
    assertThat(next(decoder)).containsExactly(new Inbound.Ready());
    List<String> names =
        List.of("trades:BTC/USD", "quotes:BTC/USD", "bars:BTC/USD", "orderbooks:BTC/USD");
    client.sendText(alpaca.subscribe(route, 1, names), true).join();
    assertThat(next(decoder)).containsExactly(new Inbound.Confirmed(true, Set.copyOf(names)));
    assertThat(event(next(decoder), 0, BookSnapshot.class).bids()).hasSize(50);

    var made = simulator.market("BTC/USD").trade("65010.57", "0.25", Side.SELL, START);
    Trade trade = event(next(decoder), 0, Trade.class);
    assertThat(trade.sequence()).isEqualTo(made.id());
    assertThat(trade.price()).isEqualTo(made.price());
    assertThat(trade.taker()).isEqualTo(Side.SELL);
    assertThat(trade.exchangeTime()).isEqualTo(made.time());
    assertThat(event(next(decoder), 0, Quote.class).bid()).hasToString("65010.57");

    endTheMinute();
    Bar bar = null;
    BookDelta delta = null;
    while (bar == null || delta == null) { // which of them comes first is not said
      switch (((Inbound.Data) next(decoder).getFirst()).event()) {
        case Bar one -> bar = one.timestamp() == UtcNanos.of(START) ? one : bar;
        case BookDelta one -> delta = one;
        default -> {}
      }
    }
    assertThat(bar.volume()).hasToString("0.25");
    assertThat(bar.quoteVolume()).isNull();
    assertThat(bar.vwap()).hasToString("65010.57");
    assertThat(bar.closed()).isTrue();
    client.sendText(alpaca.unsubscribe(route, 2, names), true).join();
    assertThat(next(decoder))
        .containsExactly(
            new Inbound.Confirmed(true, Set.of()), new Inbound.Confirmed(false, Set.copyOf(names)));
    client.abort();
  }

  @Test
  void pollsWhatItMayNotStream() throws IOException, InterruptedException {
    simulator.market("AAPL").trade("271.48", "100", Side.BUY, START.plusSeconds(3));
    endTheMinute();
    Route route = route("stocks-polled");
    Decoder decoder = alpaca.newDecoder(route, this::instrument);
    List<Inbound> said = new ArrayList<>();
    for (RestRequest request :
        alpaca.polls(route, List.of("bars:AAPL", "trades:AAPL", "quotes:AAPL", "bars:MSFT"))) {
      said.addAll(decode(decoder, ask(request)));
    }
    said.removeIf(Inbound.Heartbeat.class::isInstance);
    assertThat(said).hasSize(3);
    assertThat(event(said, 0, Trade.class).price()).hasToString("271.48");
    assertThat(event(said, 1, Quote.class).ask()).hasToString("271.48");
    Bar bar = event(said, 2, Bar.class);
    assertThat(bar.closed()).isTrue();
    assertThat(bar.volume()).hasToString("100");
    simulator.limitRequests(1);
    RestRequest again = alpaca.polls(route, List.of("bars:AAPL")).getFirst();
    assertThat(decode(decoder, ask(again)))
        .containsExactly(new Inbound.Refused("42910000", "too many requests.", false));
  }

  @Test
  void readsTheListsAndThePast() throws IOException, InterruptedException {
    for (var segment : alpaca.segments()) {
      RestRequest request = alpaca.catalogueRequests(segment).getFirst();
      assertThat(alpaca.readCatalogue(segment, ask(request)).instruments())
          .isNotEmpty()
          .allMatch(Instrument::active);
    }
    simulator.market("AAPL").trade("271.48", "100", Side.BUY, START.plusSeconds(3));
    simulator.market("AAPL").trade("271.5", "50", Side.BUY, START.plusSeconds(4));
    endTheMinute();
    Instrument apple = instrument("AAPL");
    long from = UtcNanos.of(START);
    long to = from + 60 * UtcNanos.SECOND;
    RestRequest request =
        Objects.requireNonNull(alpaca.history().bars(apple, Interval.M1, from, to));
    List<Bar> bars = alpaca.history().readBars(apple, Interval.M1, ask(request), to).list();
    Candle truth =
        simulator.market("AAPL").candles(Interval.M1, START, START.plusSeconds(60)).getFirst();
    assertThat(bars).hasSize(1);
    assertThat(bars.getFirst().close()).isEqualTo(truth.close());
    assertThat(bars.getFirst().volume()).isEqualTo(truth.volume());
    assertThat(
            alpaca
                .history()
                .readTrades(apple, ask(alpaca.history().trades(apple, Trade.NO_SEQUENCE, from)), to)
                .list())
        .extracting(trade -> trade.price().toString())
        .containsExactly("271.48", "271.5");
  }
}

package io.barline.exchange.hyperliquid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.BookRequests;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.StreamName;
import io.barline.market.Bar;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.StreamClient;
import io.barline.simulator.TestClock;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real sockets: what the simulator holds true is what is read of it. */
class HyperliquidSimulatedTest {
  private static final long START = UtcNanos.of(TestClock.START);

  private final TestClock clock = new TestClock();
  private final HyperliquidSimulator simulator =
      HyperliquidSimulator.start(SimulatorSettings.DEFAULTS.withTradesPerSecond(0), clock);
  private final Hyperliquid hyperliquid =
      new Hyperliquid(
          HyperliquidTest.settings(Map.of())
              .at(new HyperliquidSettings.Endpoints(simulator.ws(), simulator.rest())));
  private final Segment segment = hyperliquid.segments().getFirst();
  private final Route main = hyperliquid.routes().getFirst();

  @AfterEach
  void stop() {
    simulator.close();
  }

  private List<Instrument> listed() throws IOException, InterruptedException {
    List<Instrument> all = new ArrayList<>();
    Deque<RestRequest> requests = new ArrayDeque<>(hyperliquid.catalogueRequests(segment));
    while (!requests.isEmpty()) {
      CataloguePage page = hyperliquid.readCatalogue(segment, ask(requests.removeFirst()));
      all.addAll(page.instruments());
      requests.addAll(page.next());
    }
    return all;
  }

  private static byte[] ask(RestRequest request) throws IOException, InterruptedException {
    HttpRequest.Builder http = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(http::header);
    http.POST(BodyPublishers.ofString(Objects.requireNonNull(request.body())));
    var answer = StreamClient.HTTP.send(http.build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private Instrument instrument(String symbol) throws IOException, InterruptedException {
    return listed().stream().filter(i -> i.symbol().equals(symbol)).findFirst().orElseThrow();
  }

  @Test
  void listsEverythingByItsUnifiedName() throws Exception {
    assertThat(listed())
        .extracting(Instrument::symbol)
        .containsExactlyInAnyOrder(
            "BTC/USDC:USDC",
            "ETH/USDC:USDC",
            "SOL/USDC:USDC",
            "HYPE/USDC:USDC",
            "kPEPE/USDC:USDC",
            "XYZ-SP500/USDC:USDC",
            "PURR/USDC",
            "HYPE/USDC");
  }

  /** Reads frames of a socket that subscribed to all channels of the main route. */
  private final class Reader {
    final List<MarketEvent> events = new ArrayList<>();
    final List<Inbound> others = new ArrayList<>();
    private final StreamClient client;
    private final Decoder decoder;

    Reader(StreamClient client, Instrument instrument) {
      this.client = client;
      this.decoder =
          hyperliquid.newDecoder(
              main, name -> name.equals(instrument.nativeSymbol()) ? instrument : null);
    }

    void readUntil(BooleanSupplier enough) {
      while (!enough.getAsBoolean()) {
        byte[] frame = client.text().getBytes(StandardCharsets.UTF_8);
        decoder.decode(
            frame,
            0,
            frame.length,
            START,
            inbound -> {
              if (inbound instanceof Inbound.Data(MarketEvent event)) {
                events.add(event);
              } else {
                others.add(inbound);
              }
            });
      }
    }

    boolean has(Class<? extends MarketEvent> kind) {
      return events.stream().anyMatch(kind::isInstance);
    }

    <T extends MarketEvent> T last(Class<T> kind) {
      return kind.cast(events.stream().filter(kind::isInstance).reduce((a, b) -> b).orElseThrow());
    }
  }

  @Test
  void readsAllChannelsOfASpotPair() throws Exception {
    Instrument hype = instrument("HYPE/USDC");
    var market = simulator.market("@107");
    try (var client = new StreamClient(simulator.ws(), "")) {
      Reader reader = new Reader(client, hype);
      List<UpstreamChannel> channels =
          List.of(
              new UpstreamChannel.Trades(),
              new UpstreamChannel.Quotes(),
              new UpstreamChannel.Book(20),
              new UpstreamChannel.Klines(Interval.M1),
              new UpstreamChannel.Ticker());
      for (UpstreamChannel channel : channels) {
        StreamName stream = hyperliquid.streams(hype, channel).getFirst();
        int before = reader.others.size();
        client.send(hyperliquid.subscribe(main, 1, List.of(stream.name())));
        reader.readUntil(() -> reader.others.size() > before);
        assertThat(reader.others.getLast())
            .isEqualTo(new Inbound.Confirmed(true, Set.of(stream.name())));
      }
      MarketTrade trade = market.trade("31.415", "2.5", Side.SELL, TestClock.START.plusMillis(5));
      clock.advance(Duration.ofSeconds(1));
      simulator.settle();
      reader.readUntil(() -> reader.has(Bar.class) && reader.has(Trade.class));
      assertThat(reader.last(Trade.class))
          .isEqualTo(
              new Trade(
                  hype,
                  HyperliquidSimulator.tradeId("@107", trade),
                  null,
                  trade.price(),
                  trade.size(),
                  Side.SELL,
                  1,
                  trade.time(),
                  START));
      Bar bar = reader.last(Bar.class);
      assertThat(bar.timestamp()).isEqualTo(START);
      assertThat(bar.volume()).isEqualTo(trade.size());
      assertThat(bar.closed()).isFalse();
      assertThat(reader.last(Quote.class).bid()).isEqualTo(trade.price());
      assertThat(reader.last(Ticker.class).instrument()).isEqualTo(hype);
      clock.advance(Duration.ofSeconds(5));
      simulator.settle();
      int books = (int) reader.events.stream().filter(BookSnapshot.class::isInstance).count();
      reader.readUntil(
          () -> reader.events.stream().filter(BookSnapshot.class::isInstance).count() > books);
      BookSnapshot book = reader.last(BookSnapshot.class);
      assertThat(book.bids()).isEqualTo(market.book(20).bids());
      assertThat(book.asks()).isEqualTo(market.book(20).asks());
      assertThat(reader.others).hasOnlyElementsOfType(Inbound.Confirmed.class);
    }
  }

  @Test
  void readsABookToCompare() throws Exception {
    Instrument index = instrument("XYZ-SP500/USDC:USDC");
    BookRequests books = hyperliquid.books();
    BookSnapshot book = books.read(index, 5, ask(books.request(index, 5)), START);
    assertThat(book.instrument()).isEqualTo(index);
    assertThat(book.depth()).isEqualTo(20);
    assertThat(book.bids()).hasSize(20);
    assertThat(book.bids().getFirst().price()).isLessThan(book.asks().getFirst().price());
    byte[] unknown = "null".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> books.read(index, 20, unknown, START))
        .isInstanceOf(MalformedAnswer.class)
        .hasMessageContaining("hyperliquid l2Book");
  }

  @Test
  void readsThePast() throws Exception {
    Instrument index = instrument("XYZ-SP500/USDC:USDC");
    var market = simulator.market("xyz:SP500");
    market.trade("6610.5", "0.25", Side.BUY, TestClock.START.minusSeconds(90));
    market.trade("6611", "1", Side.SELL, TestClock.START.minusSeconds(30));
    List<Trade> trades =
        hyperliquid
            .history()
            .readTrades(
                index, ask(hyperliquid.history().trades(index, Trade.NO_SEQUENCE, 0)), START)
            .list();
    assertThat(trades)
        .extracting(Trade::exchangeTime)
        .containsExactly(START - 90 * UtcNanos.SECOND, START - 30 * UtcNanos.SECOND);
    long from = START - 90 * UtcNanos.SECOND;
    RestRequest request =
        Objects.requireNonNull(hyperliquid.history().bars(index, Interval.M1, from, START));
    assertThat(hyperliquid.history().readBars(index, Interval.M1, ask(request), START).list())
        .singleElement()
        .satisfies(
            bar -> {
              assertThat(bar.timestamp()).isEqualTo(START - 60 * UtcNanos.SECOND);
              assertThat(bar.closed()).isTrue();
              assertThat(bar.trades()).isEqualTo(1);
            });
  }
}

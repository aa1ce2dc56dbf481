package io.barline.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.book.SequenceRule;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the gateway relies on in every exchange. Each exchange's test extends this with frames as
 * the exchange sends them and what they say.
 */
public abstract class ExchangeContract {
  /** The receive time that samples are decoded with. */
  protected static final long RECEIVED = 1_795_356_000_500_000_000L;

  /**
   * A frame and everything that it says.
   *
   * @param route the id of the route that carries it
   * @param resource the frame's file, beside those of {@link #frames}
   */
  public record Sample(String route, String resource, List<Inbound> says) {}

  /** What is asked for, and the frames that ask for it. */
  public record Request(
      String route, long id, List<String> names, List<String> subscribe, List<String> unsubscribe) {
    /** One for which a single frame is enough. */
    public Request(
        String route, long id, List<String> names, String subscribe, String unsubscribe) {
      this(route, id, names, List.of(subscribe), List.of(unsubscribe));
    }
  }

  /** A page of the catalogue, and what is read in it. */
  public record Listing(String segment, String resource, CataloguePage says) {}

  /** A REST request that the exchange makes, the answer's file, and what is read in it. */
  public record Answer<T>(@Nullable RestRequest request, String resource, T says) {}

  /** A book of {@code instrument} that is asked for by REST. */
  public record BookAnswer(Instrument instrument, int depth, Answer<BookSnapshot> answer) {}

  /** Bars that are asked for by REST. */
  public record BarsAnswer(
      Instrument instrument, Interval interval, long from, long to, Answer<List<Bar>> answer) {}

  /** Trades that are asked for by REST, after one that is known. */
  public record TradesAnswer(
      Instrument instrument,
      long afterSequence,
      long afterTime,
      Answer<HistoryPage<Trade>> answer) {}

  /** What a polled route asks for {@code names}. */
  public record Poll(String route, List<String> names, List<RestRequest> requests) {}

  /**
   * A file of recorded messages, each with what others read in it.
   *
   * @param route the id of the route that carries them
   * @param like an instrument of the segment, whose names are replaced
   * @param differences where what we say is right though others say something else
   */
  public record Recorded(
      String file, String route, Instrument like, List<Difference> differences) {}

  /**
   * Messages that are not compared.
   *
   * @param messages how many there are
   */
  public record Difference(String reason, int messages, Predicate<JsonNode> of) {}

  protected abstract Exchange exchange();

  /** The resource folder with the samples' frames, for example {@code /exchange/binance}. */
  protected abstract String frames();

  /** Every instrument that a sample is about. */
  protected abstract List<Instrument> instruments();

  protected abstract List<Sample> samples();

  protected abstract List<Request> requests();

  /** The ids of segments whose trades, all of them, do not tell who took. */
  protected Set<String> segmentsWithoutTakers() {
    return Set.of();
  }

  /** What is said on a connection before the frames of samples come, and before requests. */
  protected void begin(Conversation conversation) {}

  /**
   * Whether a frame says what it says only after others, and tells changes: then what could be read
   * of a broken one is remembered too, and the next may say something else.
   */
  protected boolean dependsOnEarlierFrames() {
    return false;
  }

  /** A frame as it is sent, where its file writes what can't be seen otherwise. */
  protected byte[] asSent(byte[] file) {
    return file;
  }

  /** Whether the books of {@code segment} come as changes to what its stream told before. */
  protected boolean streamsDeltas(Segment segment) {
    SequenceRule books = segment.books();
    return books != null && books.chain() != SequenceRule.Chain.UNNUMBERED;
  }

  /** At least one page of each segment's catalogue, where {@link Exchange#isListed}. */
  protected List<Listing> listings() {
    return List.of();
  }

  /** Needed where {@link Exchange#books} is. */
  protected List<BookAnswer> bookAnswers() {
    return List.of();
  }

  /** Needed where {@link Exchange#history} is. */
  protected List<BarsAnswer> barsAnswers() {
    return List.of();
  }

  /** Needed where {@link Exchange#history} has trades. */
  protected List<TradesAnswer> tradesAnswers() {
    return List.of();
  }

  /** Whether {@code body} is how the exchange says that there are no bars or trades. */
  protected boolean isEmptyHistory(String body) {
    return false;
  }

  /** Whether bars of {@code instrument} can be had by REST. */
  protected boolean hasBars(Instrument instrument) {
    return true;
  }

  /** Whether REST is told where bars end, and not only how many it is to tell. */
  protected boolean asksUntil() {
    return true;
  }

  /** The exchange's own name of {@code instrument}, as far as its form tells. */
  protected String presumedName(Instrument instrument) {
    return instrument.nativeSymbol();
  }

  /** Compared where the files are. */
  protected List<Recorded> recorded() {
    return List.of();
  }

  /** Needed where a route is polled. */
  protected List<Poll> polls() {
    return List.of();
  }

  @Test
  public void readsEverySample() {
    for (Sample sample : samples()) {
      assertThat(decode(decoder(sample), frame(sample))).as(sample.resource).isEqualTo(sample.says);
    }
  }

  @Test
  public void hasASampleOfEveryKindOfChannel() {
    for (Segment segment : exchange().segments()) {
      for (UpstreamChannel channel : segment.channels()) {
        Class<? extends MarketEvent> kind = eventOf(segment, channel);
        assertThat(eventsOf(segment))
            .as("%s %s", segment.id(), channel)
            .anyMatch(
                event ->
                    kind.isInstance(event)
                        && (!(channel instanceof UpstreamChannel.Book book)
                            || depth(event) == book.depth()));
      }
      if (streamsDeltas(segment)) {
        assertThat(eventsOf(segment))
            .as("changes of a book of %s", segment.id())
            .hasAtLeastOneElementOfType(BookDelta.class);
      }
    }
  }

  private static int depth(MarketEvent event) {
    return switch (event) {
      case BookSnapshot book -> book.depth();
      case BookDelta book -> book.depth();
      default -> 0;
    };
  }

  @Test
  public void leadsEveryChannelToARouteOfTheSegment() {
    for (Segment segment : exchange().segments()) {
      Instrument instrument =
          instruments().stream()
              .filter(candidate -> candidate.segment().equals(segment.id()))
              .findFirst()
              .orElseThrow();
      for (UpstreamChannel channel : segment.channels()) {
        List<StreamName> names = exchange().streams(instrument, channel);
        assertThat(names).as("%s of %s", channel, instrument).isNotEmpty().doesNotHaveDuplicates();
        assertThat(names)
            .allSatisfy(name -> assertThat(route(name.route()).segment()).isEqualTo(segment.id()));
      }
    }
  }

  @Test
  public void routesAreUsable() {
    assertThat(exchange().routes()).extracting(Route::id).doesNotHaveDuplicates();
    for (Route route : exchange().routes()) {
      switch (route.access()) {
        case Access.Socket socket -> {
          assertThat(socket.uri().isAbsolute()).as(route.id()).isTrue();
          Access.KeepAlive keepAlive = socket.keepAlive();
          if (keepAlive != null) {
            assertThat(keepAlive.every()).isLessThan(route.silence());
          }
        }
        case Access.Framed framed -> {
          Access.KeepAlive keepAlive = framed.keepAlive();
          if (keepAlive != null) {
            assertThat(keepAlive.every()).isLessThan(route.silence());
          }
        }
        case Access.Bridged bridged -> {
          assertThat(bridged.path()).as(route.id()).startsWith("/");
          assertThat(bridged.login()).isNotEmpty();
        }
        case Access.Polled polled -> assertThat(polled.every()).isPositive();
      }
      assertThat(route.silence()).isPositive();
      Duration maxAge = route.maxAge();
      assertThat(maxAge == null || maxAge.compareTo(route.silence()) > 0).isTrue();
      assertThat(route.limits().namesPerRequest()).isPositive();
      assertThat(route.limits().messagesPerSecond()).isPositive();
      assertThat(route.limits().streamsPerConnection()).isPositive();
    }
  }

  @Test
  public void asksAsTheExchangeDocuments() {
    for (Route route : exchange().routes()) {
      if (!route.isPolled()) {
        assertThat(requests()).extracting(Request::route).contains(route.id());
      }
    }
    for (Request request : requests()) {
      Route route = route(request.route);
      Conversation conversation = exchange().converse(route, _ -> null);
      begin(conversation);
      assertThat(conversation.subscribe(request.id, request.names)).isEqualTo(request.subscribe);
      assertThat(conversation.unsubscribe(request.id, request.names))
          .isEqualTo(request.unsubscribe);
    }
  }

  @Test
  public void recognizesAcceptanceAndRefusal() {
    List<Inbound> said = samples().stream().flatMap(sample -> sample.says.stream()).toList();
    assertThat(said)
        .anyMatch(one -> one instanceof Inbound.Accepted || one instanceof Inbound.Confirmed);
    assertThat(said).hasAtLeastOneElementOfType(Inbound.Rejected.class);
    boolean logsIn = exchange().routes().stream().anyMatch(route -> route.access().login() != null);
    if (logsIn) {
      assertThat(said).hasAtLeastOneElementOfType(Inbound.LoginWanted.class);
      assertThat(said).hasAtLeastOneElementOfType(Inbound.Ready.class);
      assertThat(said).hasAtLeastOneElementOfType(Inbound.Refused.class);
    }
  }

  @Test
  public void tellsTheTakersSide() {
    for (Segment segment : exchange().segments()) {
      List<Side> sides =
          eventsOf(segment)
              .flatMap(event -> event instanceof Trade trade ? Stream.of(trade.taker()) : null)
              .toList();
      if (segmentsWithoutTakers().contains(segment.id())) {
        assertThat(sides).as(segment.id()).isNotEmpty().containsOnly(Side.UNKNOWN);
      } else {
        assertThat(sides).as(segment.id()).contains(Side.BUY, Side.SELL);
      }
    }
  }

  @Test
  public void survivesEveryTruncation() {
    for (Sample sample : samples()) {
      byte[] frame = frame(sample);
      for (int length = 0; length < frame.length; length++) {
        Decoder decoder = decoder(sample);
        List<Inbound> said = decode(decoder, Arrays.copyOf(frame, length));
        if (dependsOnEarlierFrames() && !isNothing(said)) {
          // All that is missing is what is not read, or the stream begins anew for it.
          assertThat(said.equals(sample.says) || beginsAnew(said)).as("%s", said).isTrue();
          continue;
        }
        assertThat(said).noneMatch(Inbound.Data.class::isInstance);
        assertThat(decode(decoder, frame)).isEqualTo(sample.says);
      }
    }
  }

  private static boolean isNothing(List<Inbound> said) {
    return said.stream()
        .allMatch(one -> one instanceof Inbound.Unrecognized || one instanceof Inbound.Heartbeat);
  }

  private static boolean beginsAnew(List<Inbound> said) {
    return said.stream().anyMatch(Inbound.Dropped.class::isInstance)
        && said.stream()
            .noneMatch(
                one -> one instanceof Inbound.Data data && !(data.event() instanceof BookReset));
  }

  @Test
  public void survivesEveryBrokenByte() {
    byte[] poison = {'"', '\\', '{', '}', '[', ']', ',', ':', '-', '9', 'n', 0, (byte) 0xFF};
    for (Sample sample : samples()) {
      byte[] frame = frame(sample);
      for (int i = 0; i < frame.length; i++) {
        for (byte broken : poison) {
          Decoder decoder = decoder(sample);
          byte[] hostile = frame.clone();
          hostile[i] = broken;
          List<Inbound> said = new ArrayList<>();
          assertThatCode(() -> said.addAll(decode(decoder, hostile))).doesNotThrowAnyException();
          // What is subscribed may be remembered, and a broken name is a name too.
          if (dependsOnEarlierFrames()
              ? !said.isEmpty() && isNothing(said)
              : said.stream().noneMatch(Inbound.Confirmed.class::isInstance)) {
            assertThat(decode(decoder, frame)).isEqualTo(sample.says);
          }
        }
      }
    }
  }

  /** What makes no sense changes nothing of what a decoder remembers. */
  @Test
  public void forgetsNothingOverWhatItCouldNotRead() {
    for (Route route : exchange().routes()) {
      List<Sample> all =
          samples().stream().filter(sample -> sample.route.equals(route.id())).toList();
      List<byte[]> frames = all.stream().map(this::frame).toList();
      if (frames.isEmpty()) {
        continue;
      }
      Decoder undisturbed = decoder(all.getFirst());
      decodeAll(undisturbed, frames);
      List<Inbound> expected = decodeAll(undisturbed, frames);
      for (byte[] frame : frames) {
        for (byte[] hostile : hostile(frame)) {
          Decoder decoder = decoder(all.getFirst());
          decodeAll(decoder, frames);
          List<Inbound> said = decode(decoder, hostile);
          // What can be read after all may be remembered.
          if (said.stream().allMatch(Inbound.Unrecognized.class::isInstance)) {
            assertThat(decodeAll(decoder, frames))
                .as("after %s", new String(hostile, StandardCharsets.UTF_8))
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  private static List<Inbound> decodeAll(Decoder decoder, List<byte[]> frames) {
    List<Inbound> said = new ArrayList<>();
    for (byte[] frame : frames) {
      said.addAll(decode(decoder, frame));
    }
    return said;
  }

  private static List<byte[]> hostile(byte[] frame) {
    List<byte[]> hostile = new ArrayList<>();
    for (int i = 0; i < frame.length; i++) {
      hostile.add(Arrays.copyOf(frame, i));
      byte[] broken = frame.clone();
      broken[i] = frame[i] == '"' ? (byte) '9' : (byte) '"';
      hostile.add(broken);
    }
    return hostile;
  }

  private static boolean saysData(List<Inbound> said) {
    return said.stream().anyMatch(Inbound.Data.class::isInstance);
  }

  @Test
  public void survivesNonsense() {
    for (Sample sample : samples()) {
      for (String nonsense : nonsense()) {
        Decoder decoder = decoder(sample);
        List<Inbound> said = decode(decoder, nonsense.getBytes(StandardCharsets.UTF_8));
        assertThat(said).as(nonsense).noneMatch(Inbound.Data.class::isInstance);
        assertThat(decode(decoder, frame(sample))).isEqualTo(sample.says);
      }
    }
  }

  @Test
  public void saysWhatItCouldNotReadInBoundedPrintableText() {
    Decoder decoder = decoder(samples().getFirst());
    String hostile = "{\"\u0007\r\n" + "x".repeat(100_000);
    assertThat(decode(decoder, hostile.getBytes(StandardCharsets.UTF_8)))
        .singleElement()
        .isInstanceOfSatisfying(
            Inbound.Unrecognized.class,
            unrecognized ->
                assertThat(unrecognized.reason())
                    .hasSizeLessThan(300)
                    .matches("\\P{Cntrl}+")
                    .contains("{\"???xxx"));
  }

  @Test
  public void readsNothingOutsideTheFrame() {
    for (Sample sample : samples()) {
      byte[] frame = frame(sample);
      byte[] within =
          ("{\"1\":" + new String(frame, StandardCharsets.UTF_8) + "},1]\"")
              .getBytes(StandardCharsets.UTF_8);
      List<Inbound> said = new ArrayList<>();
      decoder(sample).decode(within, 5, 5 + frame.length, RECEIVED, said::add);
      assertThat(said).as(sample.resource).isEqualTo(sample.says);
    }
  }

  @Test
  public void refusesDataOfWhatIsNotSubscribed() {
    for (Sample sample : samples()) {
      Conversation decoder = exchange().converse(route(sample.route), symbol -> null);
      begin(decoder);
      List<Inbound> said = decode(decoder, frame(sample));
      assertThat(said).as(sample.resource).noneMatch(Inbound.Data.class::isInstance);
      if (sample.says.stream().anyMatch(Inbound.Data.class::isInstance)) {
        assertThat(said).as(sample.resource).hasAtLeastOneElementOfType(Inbound.Unrecognized.class);
      }
    }
  }

  @Test
  public void refusesACatalogueThatIsNone() {
    for (Segment segment : exchange().segments()) {
      assertThat(exchange().catalogueRequests(segment).isEmpty()).isEqualTo(!exchange().isListed());
      for (String nonsense : nonsense()) {
        byte[] body = nonsense.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> exchange().readCatalogue(segment, body))
            .as(nonsense)
            .isInstanceOf(MalformedAnswer.class);
      }
    }
  }

  @Test
  public void readsTheCatalogue() {
    assertThat(listings().isEmpty()).isEqualTo(!exchange().isListed());
    for (Segment segment : exchange().isListed() ? exchange().segments() : List.<Segment>of()) {
      assertThat(listings()).extracting(Listing::segment).contains(segment.id());
    }
    for (Listing listing : listings()) {
      assertThat(exchange().readCatalogue(segment(listing.segment), resource(listing.resource)))
          .as(listing.resource)
          .isEqualTo(listing.says);
    }
  }

  @Test
  public void readsBooksByRest() {
    BookRequests books = exchange().books();
    assertThat(bookAnswers().isEmpty()).isEqualTo(books == null);
    if (books == null) {
      return;
    }
    for (BookAnswer book : bookAnswers()) {
      assertThat(books.request(book.instrument, book.depth)).isEqualTo(book.answer.request);
      survivesNonsense(
          book.answer, body -> books.read(book.instrument, book.depth, body, RECEIVED));
    }
  }

  @Test
  public void readsHistoryByRest() {
    HistoryRequests history = exchange().history();
    assertThat(barsAnswers().isEmpty()).isEqualTo(history == null);
    assertThat(tradesAnswers().isEmpty()).isEqualTo(history == null || !history.hasTrades());
    if (history == null) {
      return;
    }
    for (BarsAnswer bars : barsAnswers()) {
      assertThat(history.bars(bars.instrument, bars.interval, bars.from, bars.to))
          .isEqualTo(bars.answer.request);
      survivesNonsense(
          bars.answer,
          body -> {
            HistoryPage<Bar> page =
                history.readBars(bars.instrument, bars.interval, body, RECEIVED);
            assertThat(page.more()).isFalse();
            return page.list();
          });
      assertThat(bars.answer.says)
          .isSortedAccordingTo(Comparator.comparingLong(Bar::timestamp))
          .allSatisfy(bar -> assertThat(bar.closed()).isEqualTo(bar.end() <= RECEIVED));
    }
    for (TradesAnswer trades : tradesAnswers()) {
      assertThat(history.trades(trades.instrument, trades.afterSequence, trades.afterTime))
          .isEqualTo(trades.answer.request);
      survivesNonsense(
          trades.answer, body -> history.readTrades(trades.instrument, body, RECEIVED));
      assertThat(trades.answer.says.list())
          .isSortedAccordingTo(Comparator.comparingLong(Trade::exchangeTime));
    }
  }

  @Test
  public void reachesBackInTheWayThatItSays() {
    HistoryRequests history = exchange().history();
    if (history == null) {
      return;
    }
    assertThat(history.maxBars()).isPositive();
    for (Instrument instrument : instruments()) {
      RestRequest first = history.trades(instrument, 41, RECEIVED);
      RestRequest later = history.trades(instrument, 42, RECEIVED);
      RestRequest muchLater = history.trades(instrument, 41, 2 * RECEIVED);
      switch (history.reach()) {
        case ID -> {
          assertThat(orderOfTrades(instrument)).isEqualTo(Segment.TradeOrder.CONTIGUOUS);
          assertThat(later).isNotEqualTo(first);
        }
        case TIME -> assertThat(muchLater).isNotEqualTo(first);
        case NEWEST -> assertThat(List.of(later, muchLater)).containsOnly(first);
      }
      assertThat(history.maxTrades(instrument))
          .isGreaterThanOrEqualTo(history.reach() == HistoryRequests.Reach.NEWEST ? 0 : 1);
      assertThat(first.weight()).isPositive();
    }
  }

  private Segment.TradeOrder orderOfTrades(Instrument instrument) {
    return exchange().segments().stream()
        .filter(segment -> segment.id().equals(instrument.segment()))
        .findFirst()
        .orElseThrow()
        .trades();
  }

  @Test
  public void asksForBarsOfAnyIntervalOrSaysThatThereAreNone() {
    HistoryRequests history = exchange().history();
    if (history == null) {
      return;
    }
    for (Instrument instrument : instruments()) {
      int offered = 0;
      for (Interval interval : Interval.values()) {
        long start = interval.start(RECEIVED);
        RestRequest one = history.bars(instrument, interval, start, interval.end(start));
        if (one != null) {
          offered++;
          long to = interval.end(interval.end(start));
          RestRequest longer = history.bars(instrument, interval, start, to);
          assertThat(one.equals(longer))
              .as("%s of %s", interval, instrument)
              .isEqualTo(!asksUntil());
        }
      }
      assertThat(offered > 0).as("intervals of %s", instrument).isEqualTo(hasBars(instrument));
    }
  }

  private <T> void survivesNonsense(Answer<T> answer, Function<byte[], T> reader) {
    byte[] body = asSent(resource(answer.resource));
    assertThat(reader.apply(body)).as(answer.resource).isEqualTo(answer.says);
    for (String nonsense : nonsense()) {
      if (isEmptyHistory(nonsense)) {
        continue;
      }
      assertThatThrownBy(() -> reader.apply(nonsense.getBytes(StandardCharsets.UTF_8)))
          .as("%s instead of %s", nonsense, answer.resource)
          .isInstanceOf(MalformedAnswer.class);
    }
    for (int length = 0; length < body.length; length++) {
      byte[] part = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> reader.apply(part))
          .as("%s up to %d", answer.resource, length)
          .isInstanceOf(MalformedAnswer.class);
    }
  }

  @Test
  public void readsRecordedMessagesAsOthersDo() {
    for (Recorded recorded : recorded()) {
      RecordedMessages.check(recorded, exchange());
    }
  }

  @Test
  public void pollsAsTheExchangeDocuments() {
    assertThat(polls().isEmpty())
        .isEqualTo(exchange().routes().stream().noneMatch(Route::isSampled));
    for (Route route : exchange().routes()) {
      if (route.isSampled()) {
        assertThat(polls()).extracting(Poll::route).contains(route.id());
      }
      if (route.isPolled()) {
        assertThat(samples())
            .as(route.id())
            .anyMatch(sample -> sample.route.equals(route.id()) && saysData(sample.says));
      }
    }
    for (Poll poll : polls()) {
      assertThat(exchange().polls(route(poll.route), poll.names)).isEqualTo(poll.requests);
    }
  }

  @Test
  public void marksWhatItPresumes() {
    for (Instrument instrument : instruments()) {
      exchange()
          .presume(instrument.symbol())
          .ifPresent(
              presumed -> {
                assertThat(presumed.presumed()).isTrue();
                assertThat(presumed.symbol()).isEqualTo(instrument.symbol());
                assertThat(presumed.nativeSymbol()).isEqualTo(presumedName(instrument));
                assertThat(presumed.segment()).isEqualTo(instrument.segment());
                assertThat(presumed.type()).isEqualTo(instrument.type());
              });
    }
  }

  /** Texts that no exchange sends. */
  private static List<String> nonsense() {
    return List.of(
        "",
        " ",
        "null",
        "true",
        "42",
        "\"text\"",
        "[]",
        "{}",
        "{\"unknown\":1}",
        "<html><body>403 Forbidden</body></html>",
        "[".repeat(100_000),
        "{\"data\":".repeat(50_000),
        "{\"data\":" + "9".repeat(100_000) + "}",
        "{\"data\":\"\\ud800\"}",
        "\u0000\u0000\u0000");
  }

  private static Class<? extends MarketEvent> eventOf(Segment segment, UpstreamChannel channel) {
    return switch (channel) {
      case UpstreamChannel.Trades _ -> Trade.class;
      case UpstreamChannel.Quotes _ -> Quote.class;
      case UpstreamChannel.Book _ ->
          Objects.requireNonNull(segment.books()).origin() == SequenceRule.Origin.REQUEST
              ? BookDelta.class
              : BookSnapshot.class;
      case UpstreamChannel.Klines _ -> Bar.class;
      case UpstreamChannel.Ticker _ -> Ticker.class;
    };
  }

  private Stream<MarketEvent> eventsOf(Segment segment) {
    return samples().stream()
        .filter(sample -> route(sample.route).segment().equals(segment.id()))
        .flatMap(sample -> sample.says.stream())
        .flatMap(inbound -> inbound instanceof Inbound.Data data ? Stream.of(data.event()) : null);
  }

  private Route route(String id) {
    return exchange().routes().stream()
        .filter(route -> route.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Decoder decoder(Sample sample) {
    Route route = route(sample.route);
    Conversation conversation =
        exchange()
            .converse(
                route,
                new NativeSymbols() {
                  @Override
                  public @Nullable Instrument find(String name) {
                    return first(route, instrument -> instrument.nativeSymbol().equals(name));
                  }

                  @Override
                  public @Nullable Instrument unified(String symbol) {
                    return first(route, instrument -> instrument.symbol().equals(symbol));
                  }
                });
    begin(conversation);
    return conversation;
  }

  private @Nullable Instrument first(Route route, Predicate<Instrument> such) {
    return instruments().stream()
        .filter(instrument -> instrument.segment().equals(route.segment()))
        .filter(such)
        .findFirst()
        .orElse(null);
  }

  private Segment segment(String id) {
    return exchange().segments().stream()
        .filter(segment -> segment.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private byte[] frame(Sample sample) {
    return asSent(resource(sample.resource));
  }

  private byte[] resource(String name) {
    try (InputStream file =
        Objects.requireNonNull(getClass().getResourceAsStream(frames() + "/" + name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .strip()
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Inbound> decode(Decoder decoder, byte[] frame) {
    List<Inbound> said = new ArrayList<>();
    decoder.decode(frame, 0, frame.length, RECEIVED, said::add);
    return said;
  }
}

package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.BookRequests;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import io.barline.feed.Look.Question;
import io.barline.feed.Look.Verdict;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is made of an exchange's answers. */
class LookTest {
  private static final UpstreamChannel TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel QUOTES = new UpstreamChannel.Quotes();
  private static final UpstreamChannel BOOK = new UpstreamChannel.Book(10);
  private static final UpstreamChannel TICKER = new UpstreamChannel.Ticker();
  private static final Instrument BITCOIN = PlainExchange.instrument("BTC/USDT");
  private static final long NOW = 1_700_000_000L * UtcNanos.SECOND;

  /** The bodies that are answered; none left: no answer. */
  private final Deque<String> answers = new ArrayDeque<>();

  private String asked = "";
  private long now = NOW;
  private boolean canBeAsked = true;

  /**
   * Answers of trades are {@code <id>@<seconds before NOW>}, of books {@code <id> <bid> <size>}.
   */
  private final class Asked extends PlainExchange {
    @Override
    public @Nullable HistoryRequests history() {
      return canBeAsked ? new Trades() : null;
    }

    @Override
    public @Nullable BookRequests books() {
      return canBeAsked ? new Books() : null;
    }
  }

  private static RestRequest request(String path) {
    return RestRequest.get(URI.create("http://127.0.0.1:1/" + path), 1);
  }

  private static final class Books implements BookRequests {
    @Override
    public RestRequest request(Instrument instrument, int depth) {
      return LookTest.request("book/" + depth);
    }

    @Override
    public BookSnapshot read(Instrument instrument, int depth, byte[] body, long receiveTime) {
      String[] words = new String(body, UTF_8).split(" ", -1);
      Level level = new Level(Decimal.parse(words[1]), Decimal.parse(words[2]));
      return new BookSnapshot(
          instrument,
          depth,
          Long.parseLong(words[0]),
          level.size().signum() == 0 ? List.of() : List.of(level),
          List.of(new Level(Decimal.parse("9"), Decimal.ONE)),
          receiveTime,
          receiveTime);
    }
  }

  private static final class Trades implements HistoryRequests {
    @Override
    public int maxBars() {
      return 1;
    }

    @Override
    public @Nullable RestRequest bars(
        Instrument instrument, Interval interval, long from, long to) {
      return null;
    }

    @Override
    public HistoryPage<Bar> readBars(
        Instrument instrument, Interval interval, byte[] body, long receiveTime) {
      return HistoryPage.last(List.of());
    }

    @Override
    public Reach reach() {
      return Reach.ID;
    }

    @Override
    public int maxTrades(Instrument instrument) {
      return 100;
    }

    @Override
    public RestRequest trades(Instrument instrument, long afterSequence, long afterTime) {
      return request("trades/" + afterSequence + "/" + (NOW - afterTime) / UtcNanos.SECOND);
    }

    @Override
    public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
      return HistoryPage.last(
          new String(body, UTF_8)
              .lines()
              .map(
                  line -> {
                    int at = line.indexOf('@');
                    return trade(
                        Long.parseLong(line.substring(0, at)),
                        Integer.parseInt(line.substring(at + 1)),
                        0);
                  })
              .toList());
    }
  }

  /** A trade so many seconds ago, by an exchange whose clock is so many seconds ahead. */
  private static Trade trade(long id, int secondsAgo, int ahead) {
    long received = NOW - secondsAgo * UtcNanos.SECOND;
    return new Trade(
        BITCOIN,
        id,
        null,
        Decimal.ONE,
        Decimal.ONE,
        Side.BUY,
        1,
        received + ahead * UtcNanos.SECOND,
        received);
  }

  private static Quote quote(String bid, String size, int secondsAgo) {
    long at = NOW - secondsAgo * UtcNanos.SECOND;
    return new Quote(
        BITCOIN,
        1,
        Decimal.parse(bid),
        Decimal.parse(size),
        Decimal.parse("9"),
        Decimal.ONE,
        at,
        at);
  }

  private Verdict ask(
      UpstreamChannel channel,
      @Nullable MarketEvent newest,
      int confirmedAgo,
      Look.@Nullable Top top)
      throws InterruptedException {
    Look look =
        new Look(
            new Asked(),
            request -> {
              asked = request.uri().getPath();
              String body = answers.poll();
              if (body == null) {
                throw new RestUnavailable("no answer", 503, Duration.ZERO);
              }
              return body.getBytes(UTF_8);
            },
            () -> now,
            nanos -> now += nanos);
    return look.ask(
        new Question(BITCOIN, channel, newest, NOW - confirmedAgo * UtcNanos.SECOND, top));
  }

  private Verdict ask(UpstreamChannel channel, @Nullable MarketEvent newest)
      throws InterruptedException {
    return ask(channel, newest, 60, null);
  }

  @Test
  void whatWasNotAskedIsPostponedAndNotUnknown() throws Exception {
    for (RestUnavailable own :
        List.of(
            RestUnavailable.notAsked("not asked: used up", Duration.ofSeconds(40)),
            new RestUnavailable("answered 429", 429, Duration.ofSeconds(40)))) {
      Look look =
          new Look(
              new Asked(),
              _ -> {
                throw own;
              },
              () -> now,
              nanos -> now += nanos);
      assertThat(look.ask(new Question(BITCOIN, TRADES, null, NOW, null)))
          .isEqualTo(new Verdict.Postponed(Duration.ofSeconds(40)));
    }
    assertThat(ask(TRADES, trade(7, 20, 0))).isInstanceOf(Verdict.Unknown.class); // 503
  }

  @Test
  void aNewerTradeIsWithheldUnlessItMayBeOnItsWay() throws Exception {
    answers.add("7@20\n8@5");
    assertThat(ask(TRADES, trade(7, 20, 0))).isInstanceOf(Verdict.Withheld.class);
    assertThat(asked).isEqualTo("/trades/7/20");
    assertThat(now).isEqualTo(NOW);
    answers.add("7@20\n8@0"); // told once it would have come by now, if it was on its way
    assertThat(ask(TRADES, trade(7, 20, 0))).isInstanceOf(Verdict.Withheld.class);
    assertThat(now - NOW).isEqualTo(Look.UNDER_WAY);
    answers.add("6@25\n7@20");
    assertThat(ask(TRADES, trade(7, 20, 0))).isEqualTo(new Verdict.Quiet(null));
    answers.add("");
    assertThat(ask(TRADES, trade(7, 20, 0))).isEqualTo(new Verdict.Quiet(null));
  }

  @Test
  void tradesWithoutNumbersAreToldApartByTime() throws Exception {
    answers.add("-1@20\n-1@5");
    assertThat(ask(TRADES, trade(-1, 20, 0))).isInstanceOf(Verdict.Withheld.class);
    answers.add("-1@25\n-1@20");
    assertThat(ask(TRADES, trade(-1, 20, 0))).isEqualTo(new Verdict.Quiet(null));
  }

  @Test
  void whatTradedBeforeTheSubscriptionWasConfirmedIsNotWithheld() throws Exception {
    answers.add("8@11\n9@9");
    assertThat(ask(TRADES, null, 10, null)).isEqualTo(new Verdict.Quiet(null));
    answers.add("8@11\n9@5");
    assertThat(ask(TRADES, null, 10, null)).isInstanceOf(Verdict.Withheld.class);
    answers.add("8@11\n9@9");
    assertThat(ask(TRADES, trade(7, 20, 0), 10, null)).isEqualTo(new Verdict.Quiet(null));
    answers.add("8@5");
    assertThat(ask(TRADES, trade(7, 20, 0), 10, null)).isInstanceOf(Verdict.Withheld.class);
  }

  @Test
  void theExchangesClockMayBeAhead() throws Exception {
    answers.add("8@-3");
    assertThat(ask(TRADES, trade(7, 20, 5))).isInstanceOf(Verdict.Withheld.class);
    assertThat(now).isEqualTo(NOW);
    answers.add("8@-3");
    assertThat(ask(TRADES, trade(7, 20, 3))).isInstanceOf(Verdict.Withheld.class);
    assertThat(now - NOW).isEqualTo(Look.UNDER_WAY);
    answers.add("8@-60");
    assertThat(ask(TRADES, trade(7, 20, 0))).isInstanceOf(Verdict.Withheld.class);
    assertThat(now - NOW).isEqualTo(3 * Look.UNDER_WAY);
  }

  @Test
  void whatIsNotAnsweredIsNotKnown() throws Exception {
    for (UpstreamChannel channel : List.of(TRADES, QUOTES, BOOK, TICKER)) {
      assertThat(ask(channel, null)).isEqualTo(new Verdict.Unknown("no answer"));
    }
    canBeAsked = false;
    for (UpstreamChannel channel : List.of(TRADES, QUOTES, BOOK, TICKER)) {
      assertThat(ask(channel, null)).isInstanceOf(Verdict.Unknown.class);
    }
  }

  @Test
  void aTickerIsQuietWhereNothingTraded() throws Exception {
    answers.add("7@70");
    assertThat(ask(TICKER, null)).isEqualTo(new Verdict.Quiet(null));
    answers.add("7@7");
    assertThat(ask(TICKER, null)).isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void otherPricesTwiceAreWithheldAndSizesOfAnotherKindAreNot() throws Exception {
    answers.addAll(List.of("1 5.1 1", "1 5.1 1"));
    assertThat(ask(QUOTES, quote("5", "1", 9))).isInstanceOf(Verdict.Withheld.class);
    assertThat(now - NOW).isEqualTo(Look.UNDER_WAY);
    answers.add("1 5.0 3");
    assertThat(ask(QUOTES, quote("5", "1", 9))).isInstanceOf(Verdict.Quiet.class);
    answers.addAll(List.of("1 5.1 1", "1 5.0 1"));
    assertThat(ask(QUOTES, quote("5", "1", 9))).isInstanceOf(Verdict.Quiet.class);
  }

  @Test
  void aSideOfWhichThereIsNoneIsNoDifference() throws Exception {
    answers.add("1 0 0");
    assertThat(ask(QUOTES, quote("0", "0", 9))).isInstanceOf(Verdict.Quiet.class);
    answers.addAll(List.of("1 5 1", "1 5 1"));
    assertThat(ask(QUOTES, quote("0", "0", 9))).isInstanceOf(Verdict.Withheld.class);
  }

  @Test
  void whatCameBeforeTheSubscriptionIsNoMeasure() throws Exception {
    answers.addAll(List.of("1 5.1 1", "1 5.1 1"));
    Verdict verdict = ask(QUOTES, quote("5", "1", 90));
    assertThat(verdict).isInstanceOf(Verdict.Quiet.class);
    Look.Top seen = ((Verdict.Quiet) verdict).top();
    answers.addAll(List.of("1 5.1 2", "1 5.1 2"));
    assertThat(ask(QUOTES, quote("5", "1", 90), 60, seen)).isInstanceOf(Verdict.Withheld.class);
    answers.add("1 5.1 1");
    assertThat(ask(QUOTES, quote("5", "1", 90), 60, seen)).isEqualTo(verdict);
  }

  @Test
  void aBookIsJudgedByItsNumbers() throws Exception {
    BookDelta last = new BookDelta(BITCOIN, 10, 40, 39, 41, List.of(), List.of(), NOW - 9, NOW - 9);
    answers.add("41 5 1");
    assertThat(ask(BOOK, last)).isInstanceOf(Verdict.Quiet.class);
    answers.addAll(List.of("42 5 1", "42 5 1"));
    assertThat(ask(BOOK, last)).isInstanceOf(Verdict.Withheld.class);
    assertThat(asked).isEqualTo("/book/10");
    answers.addAll(List.of("42 5 1", "41 5 1"));
    assertThat(ask(BOOK, last)).isInstanceOf(Verdict.Quiet.class);
  }
}

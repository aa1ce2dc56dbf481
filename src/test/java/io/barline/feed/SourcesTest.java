package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.book.SequenceRule;
import io.barline.exchange.RestBudget;
import io.barline.exchange.Segment;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static final UpstreamChannel TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel QUOTES = new UpstreamChannel.Quotes();
  private static final UpstreamChannel TICKER = new UpstreamChannel.Ticker();

  @Test
  void takesWhatIsStreamedAsItIs() {
    Segment segment = segment(null, TRADES, QUOTES, TICKER, book(5));
    assertThat(Sources.of(segment, new Channel.Trades())).isEqualTo(TRADES);
    assertThat(Sources.of(segment, new Channel.Quotes())).isEqualTo(QUOTES);
    assertThat(Sources.of(segment, new Channel.Ticker())).isEqualTo(TICKER);
    assertThat(Sources.of(segment, new Channel.Bars(Interval.MONTH))).isEqualTo(TRADES);
  }

  @Test
  void theStatusIsMadeOfNothing() {
    assertThat(Sources.of(segment(null, TRADES), new Channel.Status())).isNull();
  }

  @Test
  void takesTheShallowestBookThatIsDeepEnough() {
    Segment segment = segment(null, book(1000), book(1), book(50));
    assertThat(Sources.of(segment, new Channel.Book(1))).isEqualTo(book(1));
    assertThat(Sources.of(segment, new Channel.Book(2))).isEqualTo(book(50));
    assertThat(Sources.of(segment, new Channel.Book(50))).isEqualTo(book(50));
    assertThat(Sources.of(segment, new Channel.Book(51))).isEqualTo(book(1000));
    assertThat(Sources.of(segment, new Channel.Book(1001))).isNull();
    assertThat(Sources.deepestBook(segment)).isEqualTo(1000);
    assertThat(Sources.deepestBook(segment(null, book(100_000)))).isEqualTo(5_000);
    assertThat(Sources.deepestBook(segment(null, TRADES))).isZero();
  }

  @Test
  void makesQuotesOfTheShallowestBook() {
    assertThat(Sources.of(segment(null, book(50), book(1)), new Channel.Quotes()))
        .isEqualTo(book(1));
  }

  @Test
  void takesTheExchangesOwnBarsFromWhereItSays() {
    UpstreamChannel own = new UpstreamChannel.Klines(Interval.M1);
    Segment segment = segment(Interval.M1, TRADES, own);
    assertThat(Sources.of(segment, new Channel.Bars(Interval.S30))).isEqualTo(TRADES);
    assertThat(Sources.of(segment, new Channel.Bars(Interval.M1))).isEqualTo(own);
    assertThat(Sources.of(segment, new Channel.Bars(Interval.D1))).isEqualTo(own);
    assertThat(Sources.of(segment(Interval.M1, own), new Channel.Bars(Interval.S1))).isNull();
  }

  @Test
  void nothingIsMadeOfNothing() {
    Segment segment = segment(null);
    assertThat(Sources.of(segment, new Channel.Trades())).isNull();
    assertThat(Sources.of(segment, new Channel.Quotes())).isNull();
    assertThat(Sources.of(segment, new Channel.Book(1))).isNull();
    assertThat(Sources.of(segment, new Channel.Bars(Interval.M1))).isNull();
    assertThat(Sources.of(segment, new Channel.Ticker())).isNull();
  }

  private static UpstreamChannel book(int depth) {
    return new UpstreamChannel.Book(depth);
  }

  private static Segment segment(@Nullable Interval ownBars, UpstreamChannel... channels) {
    return new Segment(
        "spot",
        Set.of(channels),
        Segment.TradeOrder.CONTIGUOUS,
        new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.CONSECUTIVE),
        ownBars,
        new RestBudget(1, Duration.ofSeconds(1), Duration.ZERO));
  }
}

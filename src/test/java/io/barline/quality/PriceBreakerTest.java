package io.barline.quality;

import static io.barline.quality.Prices.at;
import static io.barline.quality.Prices.trade;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.barline.market.Decimal;
import io.barline.market.Trade;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceBreakerTest {
  private final Told told = new Told();
  private final PriceBreaker breaker = new PriceBreaker(BreakerSettings.DEFAULT, told);
  private long id;

  /** What was decided, by the ids of the trades. */
  private static final class Told implements PriceBreaker.Decisions {
    final List<String> all = new ArrayList<>();
    String reason = "";

    @Override
    public void held(Trade trade, boolean first, Decimal against, String why) {
      all.add((first ? "held " : "also ") + trade.sequence() + " against " + against);
      reason = why;
    }

    @Override
    public void released(List<Trade> trades, Decimal against, String why, long now) {
      all.add("released " + ids(trades));
      reason = why;
    }

    @Override
    public void rejected(List<Trade> trades, Decimal against, String why, long now) {
      all.add("rejected " + ids(trades));
      reason = why;
    }

    private static String ids(List<Trade> trades) {
      return trades.stream().map(trade -> Long.toString(trade.sequence())).toList().toString();
    }

    List<String> take() {
      List<String> taken = List.copyOf(all);
      all.clear();
      return taken;
    }
  }

  private boolean trades(String price, long millis) {
    return breaker.accepts(trade(++id, price, millis));
  }

  private void touch(String bid, String ask, long millis) {
    breaker.touch(Decimal.parse(bid), Decimal.parse(ask), at(millis));
  }

  private static PriceBreaker with(PriceBreaker.Decisions told, int maxHeld) {
    BreakerSettings settings =
        new BreakerSettings(
            true,
            Percentage.valueOf("10%"),
            3,
            5,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            maxHeld,
            List.of());
    return new PriceBreaker(settings, told);
  }

  @Test
  void acceptsTheFirstTradeAndThoseWithinTheLimitOfTheLast() {
    assertThat(trades("100", 0)).isTrue();
    assertThat(trades("110", 1)).isTrue();
    assertThat(trades("121", 2)).isTrue();
    assertThat(told.all).isEmpty();
  }

  @Test
  void holdsATradeThatIsTooFarAndGoesOn() {
    trades("100", 0);
    assertThat(trades("110.01", 1)).isFalse();
    assertThat(told.reason).isEqualTo("110.01 is further than 10% from 100");
    assertThat(trades("101", 2)).isTrue();
    assertThat(told.all).containsExactly("held 2 against 100");
    assertThat(breaker.isHolding()).isTrue();
  }

  @Test
  void releasesALevelOfThreeTrades() {
    trades("100", 0);
    trades("80", 1);
    trades("81", 2);
    assertThat(trades("79", 3)).isFalse();
    assertThat(told.take())
        .containsExactly(
            "held 2 against 100", "also 3 against 100", "also 4 against 100", "released [2, 3, 4]");
    assertThat(told.reason).isEqualTo("3 trades agree");
    assertThat(trades("78", 4)).isTrue();
    assertThat(breaker.isHolding()).isFalse();
  }

  @Test
  void followsACrashWhoseStepsAreWithinTheLimit() {
    trades("100", 0);
    trades("89", 1);
    trades("81", 2);
    trades("74", 3);
    assertThat(told.all).last().isEqualTo("released [2, 3, 4]");
  }

  @Test
  void doesNotBelieveOneOrderThatSweepsTheBook() {
    trades("100", 0);
    trades("80", 1);
    trades("80", 1);
    trades("79", 1);
    trades("79", 1);
    assertThat(told.all).hasSize(4).noneMatch(each -> each.startsWith("released"));
    trades("80", 2);
    assertThat(told.all).last().isEqualTo("released [2, 3, 4, 5, 6]");
  }

  @Test
  void countsARepeatedIdOnce() {
    trades("100", 0);
    breaker.accepts(trade(7, "80", 1));
    breaker.accepts(trade(7, "80", 2));
    breaker.accepts(trade(7, "80", 3));
    assertThat(told.all).noneMatch(each -> each.startsWith("released"));
  }

  @Test
  void countsAcceptedTradesNearALevelForIt() {
    trades("100", 0);
    trades("89", 1);
    assertThat(trades("95", 2)).isTrue();
    assertThat(trades("90", 3)).isTrue();
    assertThat(told.all).containsExactly("held 2 against 100", "released [2]");
    assertThat(told.reason).isEqualTo("trades near it were accepted");
  }

  @Test
  void rejectsALoneSpikeOnceTradesElsewhereWentOnForAWhile() {
    trades("100", 0);
    trades("150", 1);
    for (int i = 0; i < 10; i++) {
      assertThat(trades("100", 100 + i)).isTrue();
    }
    assertThat(told.take()).containsExactly("held 2 against 100");
    breaker.advance(at(5_000));
    assertThat(told.all).isEmpty();
    breaker.advance(at(5_001));
    assertThat(told.take()).containsExactly("rejected [2]");
    assertThat(told.reason).isEqualTo("10 trades elsewhere came after it and too few agreed");
    assertThat(trades("150", 5_002)).isFalse();
    assertThat(told.take()).containsExactly("held 13 against 100");
  }

  @Test
  void waitsForEnoughTradesElsewhere() {
    trades("100", 0);
    trades("150", 1);
    breaker.advance(at(20_000));
    trades("100", 20_001);
    trades("100", 20_002);
    trades("100", 20_003);
    trades("100", 20_004);
    assertThat(told.take()).containsExactly("held 2 against 100");
    trades("100", 20_005);
    assertThat(told.take()).containsExactly("rejected [2]");
  }

  @Test
  void believesTheMiddleOfBidAndAsk() {
    trades("100", 0);
    touch("119", "121", 1);
    assertThat(trades("120", 2)).isTrue();
    assertThat(told.all).isEmpty();
  }

  @Test
  void releasesWhatTheMiddleComesNear() {
    trades("100", 0);
    trades("120", 1);
    touch("100", "100.1", 2);
    assertThat(told.take()).containsExactly("held 2 against 100");
    touch("119", "121", 3);
    assertThat(told.take()).containsExactly("released [2]");
    assertThat(told.reason).isEqualTo("the middle of bid and ask is 120");
    assertThat(trades("121", 4)).isTrue();
  }

  @Test
  void takesNoOldNorWideNorOneSidedQuoteForAWitness() {
    trades("100", 0);
    touch("119", "121", 1);
    assertThat(trades("120", 5_002)).isFalse();
    touch("110", "130", 5_003);
    touch("120", "0", 5_004);
    touch("0", "120", 5_005);
    touch("121", "119", 5_006);
    assertThat(told.take()).containsExactly("held 2 against 100");
  }

  @Test
  void rejectsAfterLongWhileTheMiddleIsElsewhere() {
    trades("100", 0);
    trades("150", 1);
    touch("99", "101", 29_999);
    breaker.advance(at(30_000));
    assertThat(told.take()).containsExactly("held 2 against 100");
    breaker.advance(at(30_001));
    assertThat(told.take()).containsExactly("rejected [2]");
    assertThat(told.reason).isEqualTo("the middle of bid and ask is 100 for long");
  }

  @Test
  void goesOnHoldingWhereNothingSpeaksForOrAgainst() {
    trades("100", 0);
    trades("150", 1);
    breaker.advance(at(3_600_000));
    assertThat(told.take()).containsExactly("held 2 against 100");
    breaker.advance(at(3_600_002));
    assertThat(told.take()).containsExactly("released [2]");
    assertThat(told.reason)
        .isEqualTo("the price that it was held against is too old to say anything");
  }

  @Test
  void acceptsALoneTradeAfterALongSilence() {
    trades("100", 0);
    assertThat(trades("150", 3_600_001)).isTrue();
  }

  @Test
  void comparesTheFirstTradeWithTheMiddleWhereThatIsKnown() {
    touch("99", "101", 0);
    assertThat(trades("150", 1)).isFalse();
    assertThat(trades("102", 2)).isTrue();
    assertThat(told.take()).containsExactly("held 1 against 100");
  }

  @Test
  void believesTheExchangesRestInterface() {
    trades("100", 0);
    trades("150", 1);
    breaker.confirmBy(List.of(trade(2, "151", 1), trade(9, "150", 1)), at(2));
    assertThat(told.take()).containsExactly("held 2 against 100");
    breaker.confirmBy(List.of(trade(2, "150", 1)), at(3));
    assertThat(told.take()).containsExactly("released [2]");
  }

  @Test
  void takesLateTradesFromBeforeThePriceChanged() {
    trades("100", 0);
    trades("80", 10);
    trades("80", 11);
    trades("80", 12);
    told.take();
    assertThat(breaker.accepts(trade(50, Decimal.parse("100"), 9, 13))).isTrue();
    assertThat(trades("81", 14)).isTrue();
    assertThat(breaker.accepts(trade(51, Decimal.parse("100"), 11, 15))).isFalse();
  }

  @Test
  void keepsLevelsApart() {
    trades("100", 0);
    trades("150", 1);
    trades("50", 2);
    trades("51", 3);
    trades("50", 4);
    assertThat(told.take())
        .containsExactly(
            "held 2 against 100",
            "held 3 against 100",
            "also 4 against 100",
            "also 5 against 100",
            "released [3, 4, 5]");
    assertThat(breaker.isHolding()).isTrue();
  }

  @Test
  void letsTheMajorityDecideWhenNoMoreCanBeHeld() {
    PriceBreaker small = with(told, 3);
    small.accepts(trade(1, "100", 0));
    small.accepts(trade(2, "150", 1));
    small.accepts(trade(3, "100", 2));
    small.accepts(trade(4, "200", 3));
    small.accepts(trade(5, "50", 3));
    told.take();
    assertThat(small.accepts(trade(6, "20", 4))).isFalse();
    assertThat(told.take()).containsExactly("rejected [2]", "held 6 against 100");
    assertThat(small.accepts(trade(7, "21", 4))).isFalse();
    assertThat(told.take()).containsExactly("released [4]", "also 7 against 100");
  }

  @Test
  void allocatesNothingForAcceptedTrades() {
    Trade one = trade(1, "87250.01", 0);
    Trade other = trade(2, "87249.9", 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        breaker.accepts((i & 1) == 0 ? one : other);
        breaker.advance(one.receiveTime());
      }
      if (round == 2) {
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
      }
    }
    assertThat(told.all).isEmpty();
  }
}

package io.barline.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapLedgerTest {
  private static final Topic BTC = new Topic("binance", new Channel.Trades(), "BTC/USDT");
  private static final Topic ETH = new Topic("binance", new Channel.Trades(), "ETH/USDT");

  private final GapLedger ledger = new GapLedger(new GapSettings(5, 3));

  private static Gap gap(long id, Topic topic) {
    return new Gap(id, topic, 10, 20, Gap.Cause.DISCONNECTED, Gap.UNKNOWN, "lost", 30);
  }

  private static GapFilled filled(long id, Topic topic) {
    return new GapFilled(id, topic, 10, 20, GapFilled.By.TRADES, 2, 40);
  }

  private List<Long> ids(Topic topic) {
    return ledger.find(topic, _ -> true, 100).stream().map(r -> r.gap().id()).toList();
  }

  private List<Long> ids() {
    return ledger.find(_ -> true, 100).stream().map(r -> r.gap().id()).toList();
  }

  @Test
  void eachHoleHasItsOwnId() {
    assertThat(ledger.nextId()).isNotEqualTo(ledger.nextId());
  }

  @Test
  void tellsTheNewestFirstAndNoMoreThanAskedFor() {
    ledger.told(gap(1, BTC));
    ledger.told(gap(1, ETH));
    ledger.told(gap(2, BTC));
    assertThat(ids()).containsExactly(2L, 1L, 1L);
    assertThat(ids(BTC)).containsExactly(2L, 1L);
    assertThat(ledger.find(BTC, _ -> true, 1)).hasSize(1);
    assertThat(ledger.find(r -> r.gap().topic().equals(ETH), 1)).hasSize(1);
    assertThat(ids(new Topic("binance", new Channel.Quotes(), "BTC/USDT"))).isEmpty();
  }

  @Test
  void keepsWhatBecameOfAHoleOnEachTopicByItself() {
    ledger.told(gap(1, BTC));
    ledger.told(gap(1, ETH));
    ledger.told(gap(2, ETH));
    ledger.unfilled(BTC, 1, "REST does not answer");
    ledger.filled(filled(1, ETH));
    ledger.unfilled(ETH, 1, "too late to say so");
    ledger.filled(filled(99, ETH));
    assertThat(ledger.find(BTC, _ -> true, 9).getFirst())
        .isEqualTo(
            new GapRecord(gap(1, BTC), GapRecord.State.UNFILLED, null, "REST does not answer"));
    assertThat(ledger.find(ETH, r -> r.gap().id() == 1, 9).getFirst())
        .isEqualTo(new GapRecord(gap(1, ETH), GapRecord.State.FILLED, filled(1, ETH), null));
    assertThat(ledger.held(GapRecord.State.OPEN)).isEqualTo(1);
    ledger.filled(filled(1, BTC));
    assertThat(ledger.held(GapRecord.State.UNFILLED)).isZero();
    assertThat(ledger.held(GapRecord.State.FILLED)).isEqualTo(2);
  }

  @Test
  void aTopicThatFlapsPushesOutNoOther() {
    ledger.told(gap(1, ETH));
    for (int id = 2; id < 20; id++) {
      ledger.told(gap(id, BTC));
    }
    assertThat(ids(BTC)).containsExactly(19L, 18L, 17L);
    assertThat(ids(ETH)).containsExactly(1L);
    assertThat(ledger.dropped()).isEqualTo(15);
  }

  @Test
  void theOldestLeavesWhenAsManyAreHeldAsMay() {
    for (int id = 1; id <= 7; id++) {
      ledger.told(gap(id, new Topic("binance", new Channel.Trades(), "A" + id)));
    }
    assertThat(ids()).containsExactly(7L, 6L, 5L, 4L, 3L);
    ledger.unfilled(new Topic("binance", new Channel.Trades(), "A1"), 1, "gone");
    assertThat(ids()).hasSize(5);
    assertThat(ledger.held(GapRecord.State.OPEN)).isEqualTo(5);
  }

  @Test
  void whatWasFilledMakesRoomFirstThenWhatWontBeThenTheOldest() {
    for (int id = 1; id <= 3; id++) {
      ledger.told(gap(id, BTC));
    }
    ledger.unfilled(BTC, 2, "gone");
    ledger.filled(filled(3, BTC));
    ledger.told(gap(4, BTC));
    assertThat(ids(BTC)).containsExactly(4L, 2L, 1L);
    ledger.told(gap(5, BTC));
    assertThat(ids(BTC)).containsExactly(5L, 4L, 1L);
    ledger.told(gap(6, BTC));
    assertThat(ids(BTC)).containsExactly(6L, 5L, 4L);
    ledger.told(gap(7, ETH));
    ledger.told(gap(8, ETH));
    ledger.filled(filled(8, ETH));
    ledger.told(gap(9, new Topic("binance", new Channel.Quotes(), "ETH/USDT")));
    assertThat(ids()).containsExactly(9L, 7L, 6L, 5L, 4L);
  }

  @Test
  void oneTopicWithRoomForOneHoleHasTheNewest() {
    GapLedger small = new GapLedger(1);
    small.told(gap(1, BTC));
    small.told(gap(2, BTC));
    small.filled(filled(2, BTC));
    assertThat(small.find(BTC, _ -> true, 9))
        .containsExactly(new GapRecord(gap(2, BTC), GapRecord.State.FILLED, filled(2, BTC), null));
    small.told(gap(3, ETH));
    assertThat(small.find(_ -> true, 9)).extracting(r -> r.gap().id()).containsExactly(3L);
  }

  @Test
  void aHoleThatIsToldAgainKeepsItsPlace() {
    ledger.told(gap(1, BTC));
    ledger.told(gap(2, BTC));
    ledger.told(gap(1, BTC));
    assertThat(ids()).containsExactly(2L, 1L);
  }

  @Test
  void countsByState() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ledger.bindTo(meters);
    ledger.told(gap(1, BTC));
    ledger.told(gap(2, BTC));
    ledger.filled(filled(2, BTC));
    assertThat(meters.get("barline.gaps").tag("state", "open").gauge().value()).isEqualTo(1);
    assertThat(meters.get("barline.gaps").tag("state", "filled").gauge().value()).isEqualTo(1);
    assertThat(meters.get("barline.gaps").tag("state", "unfilled").gauge().value()).isZero();
    assertThat(meters.get("barline.gaps.dropped").functionCounter().count()).isZero();
  }

  @Test
  void refusesBoundsThatMakeNoSense() {
    assertThatThrownBy(() -> new GapSettings(0, 1))
        .hasMessage("barline.gaps.max must be 1 to 1000000: 0");
    assertThatThrownBy(() -> new GapSettings(10, 11))
        .hasMessage("barline.gaps.per-topic must be 1 to barline.gaps.max, 10: 11");
  }
}

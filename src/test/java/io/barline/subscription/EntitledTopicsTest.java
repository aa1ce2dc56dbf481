package io.barline.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.Entitlements;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a pattern is permitted is the same whatever is listed. */
class EntitledTopicsTest {
  private final FakeExchange exchange = new FakeExchange();

  private EntitledTopics entitledTo(String... patterns) {
    Entitlements mine = new Entitlements(Stream.of(patterns).map(TopicPattern::of).toList());
    return new EntitledTopics(exchange, () -> mine);
  }

  private static List<String> found(Matching matching) {
    assertThat(matching).isInstanceOf(Matching.Found.class);
    return ((Matching.Found) matching).topics().stream().map(Object::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NEO/USDT", "NEW/USDT", "OLD/USDT"})
  void aPatternThatMayComeToMatchIsPermittedWhateverIsListed(String listed) {
    exchange.list(listed);
    EntitledTopics mine = entitledTo("binance:*:NEW/USDT");
    List<String> permitted =
        listed.equals("NEW/USDT") ? List.of("binance:trades:NEW/USDT") : List.of();
    assertThat(found(mine.match("binance:trades:N*"))).isEqualTo(permitted);
    assertThat(found(mine.match("binance:trades:*"))).isEqualTo(permitted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance:trades:DOGE*", "binance:trades:XYZ*", "*:quotes:NEW*"})
  void aPatternThatNeverWillIsRefusedWhateverIsListed(String pattern) {
    exchange.list("DOGE/USDT", "NEW/USDT");
    assertThat(entitledTo("binance:trades:NEW/USDT").match(pattern))
        .isInstanceOfSatisfying(
            Matching.Refused.class,
            refused -> assertThat(refused.why().code()).isEqualTo(ErrorCode.NOT_ENTITLED));
    assertThat(exchange.matched()).as("comparisons with what is listed").isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NEO/USDT", "NEW/USDT", "OLD/USDT"})
  void whatIsListedBeyondTheEntitlementsIsNotToldByTheChannelsThatItLacks(String listed) {
    exchange.list(listed);
    assertThat(found(entitledTo("binance:*:NEW/USDT").match("binance:ticker:N*"))).isEmpty();
    assertThat(found(entitledTo("binance:*:N*").match("*:ticker:N*"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*:*:*", "binance:*:*", "binance:tick*:N*", "binance:ticker:N*"})
  void whoMayHaveAllThatMatchesIsToldThatNothingHasTheChannel(String entitlement) {
    exchange.list("NEO/USDT");
    assertThat(entitledTo("other:*:*", entitlement).match("binance:ticker:N*"))
        .isInstanceOfSatisfying(
            Matching.Refused.class,
            refused -> assertThat(refused.why().code()).isEqualTo(ErrorCode.UNSUPPORTED_CHANNEL));
  }

  @Test
  void severalEntitlementsAddUp() {
    exchange.list("A/USDT", "B/USDT", "C/USDT");
    EntitledTopics mine = entitledTo("binance:trades:A*", "binance:*:B*", "binance:quotes:C*");
    assertThat(found(mine.match("binance:trades:*")))
        .containsExactly("binance:trades:A/USDT", "binance:trades:B/USDT");
  }
}

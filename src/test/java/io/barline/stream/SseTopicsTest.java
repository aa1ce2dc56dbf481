package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barline.access.Entitlements;
import io.barline.access.Principal;
import io.barline.hub.Hub;
import io.barline.market.TopicPattern;
import io.barline.wire.DeliveryReader;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

class SseTopicsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private final Market market = new Market(new Hub(false, CLOCK), Runnable::run);
  private int extra;

  private List<String> topics(int most, Principal principal, String... query) {
    MultiValueMap<String, String> read = new LinkedMultiValueMap<>();
    for (String parameter : query) {
      String[] parts = parameter.split("=", 2);
      read.add(parts[0], parts[1]);
    }
    SseRequest wanted = SseRequest.read(read, new DeliveryReader(500));
    return new SseTopics(market, market, most).of(wanted, principal, more -> extra += more);
  }

  private void assertTooMany(String sentence, int most, String... query) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> topics(most, Principal.LOCAL, query))
        .withMessage(sentence)
        .extracting(Refusal::code)
        .isEqualTo(ErrorCode.LIMIT_REACHED);
  }

  private static String patterns(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "x:trades:" + i + "*")
        .collect(Collectors.joining(",", "topics=", ""));
  }

  @Test
  void namesAreCountedBeforeAnyIsLookedAt() {
    assertTooMany("a request has at most 3 topics, this one has 4", 3, patterns(4));
    assertThat(market.matched()).isZero();
  }

  @Test
  void patternsAreCountedWithThoseOfTheSubscription() {
    String sentence = "a request has at most 100 patterns, this one has 101";
    assertTooMany(sentence, 1_000, patterns(101));
    market.name("one", List.of("x:trades:A*"));
    assertTooMany(sentence, 1_000, patterns(100), "subscription=one");
    assertThat(market.matched()).isZero();
    assertThat(extra).isZero();
    assertThat(topics(1_000, Principal.LOCAL, patterns(99), "subscription=one")).hasSize(100);
    assertThat(extra).isEqualTo(99);
  }

  @Test
  void nothingMoreIsLookedAtOnceThereAreTooManyTopics() {
    market.list("A", "B", "C", "D");
    assertTooMany(
        "a connection has at most 3 topics, these are at least 4",
        3,
        "topics=x:trades:*,x:quotes:*,x:bars.1m:*");
    assertThat(market.matched()).isEqualTo(1);
  }

  @Test
  void aPatternOfWhatIsPermittedAndNotListedYetIsAccepted() {
    market.list("NEO");
    Principal narrow =
        new Principal("narrow", new Entitlements(List.of(TopicPattern.of("x:*:NEW"))));
    assertThat(topics(3, narrow, "topics=x:trades:N*")).containsExactly("x:trades:N*");
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> topics(3, narrow, "topics=x:trades:NEO*"))
        .extracting(Refusal::code)
        .isEqualTo(ErrorCode.NOT_ENTITLED);
  }
}

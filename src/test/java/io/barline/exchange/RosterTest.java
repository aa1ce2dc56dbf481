package io.barline.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.feed.PlainExchange;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static Exchange exchange(String id) {
    return new PlainExchange(URI.create("http://127.0.0.1:1/")) {
      @Override
      public String id() {
        return id;
      }
    };
  }

  @Test
  void moreExchangesComeAndNoneGoes() {
    Exchange one = exchange("one");
    Roster roster = new Roster(List.of(one), Map.of("off", "it is not wanted"));
    List<Exchange> before = roster.list();
    Exchange anew = exchange("one");
    roster.put(List.of(exchange("another"), anew));
    assertThat(before).containsExactly(one);
    assertThat(roster.ids()).containsExactly("another", "one");
    assertThat(roster.get("one")).isSameAs(anew);
    assertThat(roster.get("none")).isNull();
    roster.put(List.of());
    assertThat(roster.list()).hasSize(2);
    assertThat(roster.off()).containsEntry("off", "it is not wanted");
  }

  @Test
  void twoOfOneIdAreAMistake() {
    assertThatThrownBy(() -> Roster.of(List.of(exchange("one"), exchange("one"))))
        .hasMessage("two exchanges have the id one");
  }
}

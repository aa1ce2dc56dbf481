package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Decimal;
import org.junit.jupiter.api.Test;

class FieldWriterTest {
  @Test
  void endsEveryFieldWithANul() {
    FieldWriter fields = new FieldWriter();
    fields.add(71).add(3_000_000_000L).add("x").add(Decimal.of(1, 5)).add(true).add(false);
    assertThat(fields.addEmpty().message())
        .isEqualTo("71\0003000000000\000x\0000.00001\0001\0000\000\000");
  }

  @Test
  void refusesTextThatWouldBeTwoFields() {
    assertThatThrownBy(() -> new FieldWriter().add("A\0B"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A?B");
  }
}

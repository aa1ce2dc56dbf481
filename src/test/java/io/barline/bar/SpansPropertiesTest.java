package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SpansPropertiesTest {

  @Provide
  Arbitrary<List<List<Integer>>> marks() {
    return Arbitraries.integers().between(0, 40).list().ofSize(2).list().ofMaxSize(12);
  }

  @Property
  void holdsWhatWasMarkedAndJoinsWhatTouches(
      @ForAll("marks") List<List<Integer>> marks, @ForAll @IntRange(max = 45) int forgotten) {
    Spans spans = new Spans();
    BitSet expected = new BitSet();
    for (List<Integer> mark : marks) {
      int start = Math.min(mark.get(0), mark.get(1));
      int end = Math.max(mark.get(0), mark.get(1)) + 1;
      spans.mark(start, end);
      expected.set(start, end);
    }

    int runs = 0;
    for (int i = 0; i < 45; i++) {
      assertThat(spans.hold(i)).isEqualTo(expected.get(i));
      assertThat(spans.after(i)).isEqualTo(expected.nextClearBit(i));
      int next = expected.nextSetBit(i);
      assertThat(spans.next(i)).isEqualTo(next < 0 ? Long.MAX_VALUE : next);
      runs += expected.get(i) && !expected.get(i + 1) ? 1 : 0;
    }
    assertThat(spans.size()).isEqualTo(runs);

    spans.clear(forgotten, forgotten + 7);
    expected.clear(forgotten, forgotten + 7);
    for (int i = 0; i < 45; i++) {
      assertThat(spans.hold(i)).isEqualTo(expected.get(i));
      assertThat(spans.after(i)).isEqualTo(expected.nextClearBit(i));
    }

    spans.forgetUntil(forgotten);
    for (int i = forgotten; i < 45; i++) {
      assertThat(spans.hold(i)).isEqualTo(expected.get(i));
    }
  }
}

package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClientIdsTest {
  @Test
  void givesEachOnce() {
    ClientIds ids = new ClientIds(5, 3);
    assertThat(List.of(ids.take(), ids.take(), ids.take(), ids.take()))
        .containsExactly(5, 6, 7, ClientIds.NONE);
  }

  @Test
  void oneThatIsReleasedIsTakenNext() {
    ClientIds ids = new ClientIds(5, 3);
    ids.take();
    ids.release(5);
    assertThat(ids.take()).isEqualTo(5);
  }

  @Test
  void oneThatIsRefusedIsTakenLast() {
    ClientIds ids = new ClientIds(5, 3);
    ids.take();
    ids.refused(5);
    assertThat(List.of(ids.take(), ids.take(), ids.take())).containsExactly(6, 7, 5);
  }

  @Property
  void noneIsTakenTwiceAndNoneIsLost(@ForAll List<@IntRange(max = 2) Integer> steps) {
    ClientIds ids = new ClientIds(0, 4);
    Set<Integer> taken = new HashSet<>();
    for (int step : steps) {
      if (step == 0) {
        int id = ids.take();
        assertThat(id == ClientIds.NONE).isEqualTo(taken.size() == 4);
        assertThat(id == ClientIds.NONE || taken.add(id)).isTrue();
      } else if (!taken.isEmpty()) {
        int id = taken.iterator().next();
        taken.remove(id);
        if (step == 1) {
          ids.release(id);
        } else {
          ids.refused(id);
        }
      }
    }
  }
}

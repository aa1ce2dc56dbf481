package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds out that requests arrived. They are not answered where nothing is wrong with them, but the
 * time is, and messages are taken in order: what was asked for before the time was taken.
 */
final class Acks {
  private List<Long> covered = new ArrayList<>();
  private List<Long> next = new ArrayList<>();
  private boolean asking;

  /** A request goes out, followed by what {@code out} takes. */
  void add(long requestId, Consumer<String> out) {
    if (asking) {
      next.add(requestId);
    } else {
      asking = true;
      covered.add(requestId);
      out.accept(Requests.currentTime());
    }
  }

  /** The time came. */
  void answered(Consumer<Inbound> sink) {
    List<Long> done = covered;
    covered = next;
    next = new ArrayList<>();
    boolean more = !covered.isEmpty();
    asking = more;
    done.forEach(requestId -> sink.accept(new Inbound.Accepted(requestId)));
    if (more) {
      sink.accept(new Inbound.Say(Requests.currentTime()));
    }
  }
}

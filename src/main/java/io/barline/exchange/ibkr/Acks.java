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
  private List<Inbound> covered = new ArrayList<>();
  private List<Inbound> next = new ArrayList<>();
  private boolean asking;

  /** A request goes out, followed by what {@code out} takes. */
  void add(long requestId, Consumer<String> out) {
    add(new Inbound.Accepted(requestId), out);
  }

  /** A request is to go out later: that is told when the time comes. */
  void take(long requestId, Consumer<String> out) {
    add(new Inbound.Taken(requestId), out);
  }

  private void add(Inbound told, Consumer<String> out) {
    if (asking) {
      next.add(told);
    } else {
      asking = true;
      covered.add(told);
      out.accept(Requests.currentTime());
    }
  }

  /** Nothing is waited for any more. */
  void reset() {
    covered.clear();
    next.clear();
    asking = false;
  }

  /** The time came. */
  void answered(Consumer<Inbound> sink) {
    List<Inbound> done = covered;
    covered = next;
    next = new ArrayList<>();
    boolean more = !covered.isEmpty();
    asking = more;
    done.forEach(sink);
    if (more) {
      sink.accept(new Inbound.Say(Requests.currentTime()));
    }
  }
}

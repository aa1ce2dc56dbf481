package io.barline.feed;

import io.barline.exchange.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Links without sockets: the test is the other side. */
final class FakeLinks implements Link.Factory {
  final List<FakeLink> opened = new ArrayList<>();

  /** Whether the next ones fail to open at all. */
  boolean broken;

  @Override
  public Link open(Route route, Lane lane, Supplier<List<String>> names, Link.Listener listener) {
    if (broken) {
      throw new NoClassDefFoundError("a part that connections need");
    }
    FakeLink link = new FakeLink(listener);
    opened.add(link);
    return link;
  }

  /** Records what is sent. */
  static final class FakeLink implements Link {
    final Listener listener;
    final List<String> sent = new ArrayList<>();
    boolean closed;

    /** Whether closing it fails, through a mistake of ours. */
    boolean failing;

    FakeLink(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void send(String text) {
      sent.add(text);
    }

    @Override
    public void close(String reason) {
      if (failing) {
        throw new IllegalStateException("a bug");
      }
      if (!closed) {
        closed = true;
        listener.closed(reason, 0);
      }
    }

    void receive(String text) {
      byte[] frame = text.getBytes(StandardCharsets.UTF_8);
      listener.received(frame, frame.length);
    }
  }
}

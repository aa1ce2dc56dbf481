package io.barline;

import io.netty.channel.ChannelHandlerContext;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that subscribes and unsubscribes as fast as its socket takes it, until it is closed. */
final class LoadFlood extends LoadSocket {
  private static final int AT_A_TIME = 100;

  private final String subscribe;
  private final String unsubscribe;
  private final LoadTally tally;
  private @Nullable ChannelHandlerContext channel;
  private boolean over;

  LoadFlood(URI gateway, List<String> topics, LoadTally tally) {
    super(gateway);
    String list = "\"topics\":[\"%s\"]}".formatted(String.join("\",\"", topics));
    this.subscribe = "{\"type\":\"subscribe\"," + list;
    this.unsubscribe = "{\"type\":\"unsubscribe\"," + list;
    this.tally = tally;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context;
    super.channelActive(context);
  }

  @Override
  void opened() {
    tally.opened++;
    flood();
  }

  private void flood() {
    ChannelHandlerContext context = channel;
    if (context == null || over) {
      return;
    }
    for (int i = 0; i < AT_A_TIME && context.channel().isWritable(); i++) {
      send(i % 2 == 0 ? subscribe : unsubscribe);
      tally.requests++;
    }
    var _ = context.executor().schedule(this::flood, 1, TimeUnit.MILLISECONDS);
  }

  @Override
  void message(byte[] bytes, int from, int to, long receipt) {}

  @Override
  void ended(String reason) {
    over = true;
  }
}

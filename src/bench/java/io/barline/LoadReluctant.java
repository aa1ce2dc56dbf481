package io.barline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelHandlerContext;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that subscribes to much and then reads now and then, or never again. */
final class LoadReluctant extends LoadSocket {
  private final String request;
  private final LoadTally tally;
  private final long everyMillis;
  private @Nullable ChannelHandlerContext channel;

  /**
   * @param everyMillis after how long it reads once more, as much as one read brings; 0 for never
   */
  LoadReluctant(URI gateway, List<String> topics, LoadTally tally, long everyMillis) {
    super(gateway);
    this.request =
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"]%s}"
            .formatted(
                String.join("\",\"", topics),
                everyMillis > 0 ? ",\"delivery\":\"drop_oldest\",\"queue\":500" : "");
    this.tally = tally;
    this.everyMillis = everyMillis;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context;
    super.channelActive(context);
  }

  @Override
  void opened() {
    tally.opened++;
    send(request);
    ChannelHandlerContext context = channel;
    if (context != null) {
      context.channel().config().setAutoRead(false);
      if (everyMillis > 0) {
        var _ =
            context
                .executor()
                .scheduleAtFixedRate(
                    context::read, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
      }
    }
  }

  @Override
  void message(byte[] bytes, int from, int to, long receipt) {
    if (new String(bytes, from, Math.min(16, to - from), UTF_8).startsWith("{\"type\":\"lag\"")) {
      tally.lags++;
    }
  }

  @Override
  void ended(String reason) {
    // To be closed as slow is what it deserves.
  }
}

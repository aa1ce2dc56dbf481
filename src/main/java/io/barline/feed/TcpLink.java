package io.barline.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.barline.exchange.Access;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

/** A TCP connection with frames that have their length before them, on the loop of its lane. */
final class TcpLink implements Link {
  private final Access.Framed access;
  private final Listener listener;
  private final Duration connectTimeout;
  private final FrameReader reader;
  private @Nullable Disposable attempt;
  private @Nullable Channel channel;
  private boolean over;

  private TcpLink(Access.Framed access, Listener listener, Duration connectTimeout) {
    this.access = access;
    this.listener = listener;
    this.connectTimeout = connectTimeout;
    this.reader = new FrameReader(access.maxFrame(), this::deliver);
  }

  /** Starts to connect. */
  static Link open(Access.Framed access, Lane lane, Listener listener, FeedSettings settings) {
    TcpLink link = new TcpLink(access, listener, settings.connectTimeout());
    link.attempt =
        TcpClient.create(ConnectionProvider.newConnection())
            .runOn(lane.loop())
            .host(access.host())
            .port(access.port())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handle(link::run)
            .connect()
            .subscribe(_ -> {}, error -> lane.execute(() -> link.close(link.unreached(error))));
    return link;
  }

  private Publisher<Void> run(NettyInbound in, NettyOutbound out) {
    if (over) {
      return Mono.empty();
    }
    in.withConnection(connection -> greet(connection.channel()));
    listener.opened();
    return in.receive().doOnNext(this::take).onErrorResume(this::broken).then();
  }

  private void greet(Channel opened) {
    channel = opened;
    var _ = opened.closeFuture().addListener(_ -> ended());
    ByteBuf greeting = opened.alloc().buffer();
    greeting.writeCharSequence(access.prologue(), US_ASCII);
    var _ = opened.writeAndFlush(framed(greeting, access.hello()));
  }

  private static ByteBuf framed(ByteBuf to, String text) {
    to.writeInt(ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(to, text);
    return to;
  }

  private void take(ByteBuf bytes) {
    if (over) {
      return;
    }
    String fault = reader.read(bytes);
    if (fault != null) {
      close(fault); // what follows would be read wrongly
    }
  }

  private boolean deliver(byte[] frame, int length) {
    listener.received(frame, length);
    return !over;
  }

  private void ended() {
    String unfinished = reader.unfinished();
    close("closed by the other side" + (unfinished == null ? "" : " after " + unfinished));
  }

  private Publisher<ByteBuf> broken(Throwable error) {
    String message = error.getMessage();
    boolean isReset = message != null && message.toLowerCase(Locale.ROOT).contains("reset by peer");
    close(
        "the connection to %s broke: %s"
            .formatted(access, isReset ? "reset by the other side" : Rest.describe(error)));
    return Mono.empty();
  }

  private String unreached(Throwable error) {
    return switch (error) {
      case ConnectTimeoutException _ ->
          "could not connect to %s: no answer within %s".formatted(access, connectTimeout);
      case UnknownHostException _ ->
          "could not connect to %s: there is no host of that name".formatted(access);
      case ConnectException refused when isRefusal(refused) ->
          "could not connect to %s: the connection was refused, so nothing listens there"
              .formatted(access);
      default -> "could not connect to %s: %s".formatted(access, Rest.describe(error));
    };
  }

  private static boolean isRefusal(ConnectException error) {
    return String.valueOf(error.getMessage()).contains("refused");
  }

  @Override
  public void send(String text) {
    if (channel != null && !over) {
      // where it fails, the connection ends and says why
      var _ = channel.writeAndFlush(framed(channel.alloc().buffer(), text));
    }
  }

  @Override
  public void close(String reason) {
    if (over) {
      return;
    }
    over = true; // first, since to close a channel may tell at once that it ended
    Channel open = channel;
    if (open != null) {
      var _ = open.close();
    } else if (attempt != null) {
      attempt.dispose();
    }
    listener.closed(reason, 0);
  }
}

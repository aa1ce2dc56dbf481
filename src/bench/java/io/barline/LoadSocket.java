package io.barline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.market.UtcNanos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a WebSocket (RFC 6455) with as little work per message as can be: messages
 * are looked at where they lie. All on one event loop.
 */
abstract class LoadSocket extends ChannelInboundHandlerAdapter {
  private static final byte[] NOTHING = {};
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int PONG = 0x8a;
  private static final int MASKED = 0x80;

  private final URI uri;
  private byte[] rest = NOTHING;
  private @Nullable ChannelHandlerContext context;
  private boolean upgraded;
  private boolean ended;

  LoadSocket(URI uri) {
    this.uri = uri;
  }

  URI uri() {
    return uri;
  }

  /** The handshake is over. */
  abstract void opened();

  /**
   * A message arrived.
   *
   * @param receipt nanoseconds since the epoch
   */
  abstract void message(byte[] bytes, int from, int to, long receipt);

  /** The connection ended; once. */
  abstract void ended(String reason);

  @Override
  public void channelActive(ChannelHandlerContext channel) {
    context = channel;
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String request =
        """
        GET %s%s HTTP/1.1
        Host: %s:%d
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

        """
            .formatted(uri.getRawPath(), query, uri.getHost(), uri.getPort())
            .replace("\n", "\r\n");
    var _ = channel.writeAndFlush(Unpooled.copiedBuffer(request, US_ASCII));
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object received) {
    long receipt = UtcNanos.of(Instant.now());
    ByteBuf in = (ByteBuf) received;
    int length = rest.length + in.readableBytes();
    byte[] bytes = Arrays.copyOf(rest, length);
    in.readBytes(bytes, rest.length, in.readableBytes());
    in.release();
    int taken = upgraded ? 0 : upgrade(bytes);
    if (upgraded) {
      taken = frames(bytes, taken, receipt);
    }
    rest = taken == length ? NOTHING : Arrays.copyOfRange(bytes, taken, length);
  }

  private int upgrade(byte[] bytes) {
    String head = new String(bytes, US_ASCII);
    int end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      return 0;
    }
    if (!head.startsWith("HTTP/1.1 101")) {
      end(head.lines().findFirst().orElse("no answer"));
      return bytes.length;
    }
    upgraded = true;
    opened();
    return end + 4;
  }

  /** Takes the frames that are whole; where the first that is not begins. */
  private int frames(byte[] bytes, int from, long receipt) {
    int at = from;
    while (bytes.length - at >= 2) {
      int length = bytes[at + 1] & 0x7f;
      int header = length == 126 ? 4 : length == 127 ? 10 : 2;
      if (bytes.length - at < header) {
        return at;
      }
      if (header == 4) {
        length = (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
      } else if (header == 10) {
        throw new IllegalStateException("a message of more than 64 KiB");
      }
      int start = at + header;
      if (bytes.length - start < length) {
        return at;
      }
      take(bytes[at] & 0xff, bytes, start, start + length, receipt);
      at = start + length;
    }
    return at;
  }

  private void take(int opcode, byte[] bytes, int from, int to, long receipt) {
    switch (opcode) {
      case TEXT -> message(bytes, from, to, receipt);
      case PING -> write(PONG, Arrays.copyOfRange(bytes, from, to));
      case CLOSE ->
          end(
              "close %d %s"
                  .formatted(
                      (bytes[from] & 0xff) << 8 | (bytes[from + 1] & 0xff),
                      new String(bytes, from + 2, to - from - 2, UTF_8)));
      default -> {}
    }
  }

  void send(String text) {
    write(TEXT, text.getBytes(UTF_8));
  }

  /** A client's frames are masked; with a mask of zeros the bytes stay as they are. */
  private void write(int opcode, byte[] payload) {
    ChannelHandlerContext channel = context;
    if (channel == null) {
      return;
    }
    ByteBuf frame = channel.alloc().buffer(payload.length + 8);
    frame.writeByte(opcode);
    if (payload.length < 126) {
      frame.writeByte(MASKED | payload.length);
    } else {
      frame.writeByte(MASKED | 126).writeShort(payload.length);
    }
    var _ = channel.writeAndFlush(frame.writeInt(0).writeBytes(payload));
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    end("cut");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    end(cause.toString());
    var _ = channel.close();
  }

  private void end(String reason) {
    if (!ended) {
      ended = true;
      ended(reason);
    }
  }
}

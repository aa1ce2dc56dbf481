package io.barline.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compresses what one client gets as one gzip stream, from which each batch can be read as soon as
 * it arrives. On the client's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class Gzip {
  private static final int BUFFER_BYTES = 4_096;

  private final ByteBufAllocator allocator;
  private @Nullable Stream stream;

  Gzip(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * What to send for a batch, which is released.
   *
   * @param last whether the stream ends with it
   */
  ByteBuf compress(ByteBuf batch, boolean last) {
    ByteBuf compressed = allocator.directBuffer(Math.max(64, batch.readableBytes() / 2));
    try {
      Stream to = stream;
      if (to == null) {
        to = new Stream(new Target(compressed));
        stream = to;
      }
      to.target.buffer = compressed;
      batch.readBytes(to, batch.readableBytes());
      if (last) {
        to.finish();
      } else {
        to.flush();
      }
      return compressed;
    } catch (IOException e) {
      compressed.release();
      throw new UncheckedIOException("buffers don't fail", e);
    } finally {
      batch.release();
    }
  }

  /** Gives the memory of the compression back. */
  void end() {
    Stream ending = stream;
    if (ending != null) {
      ending.end();
    }
  }

  private static final class Target extends OutputStream {
    private ByteBuf buffer;

    Target(ByteBuf buffer) {
      this.buffer = buffer;
    }

    @Override
    public void write(int b) {
      buffer.writeByte(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      buffer.writeBytes(bytes, from, length);
    }
  }

  private static final class Stream extends GZIPOutputStream {
    private final Target target;

    Stream(Target target) throws IOException {
      super(target, BUFFER_BYTES, true);
      this.target = target;
    }

    void end() {
      def.end();
    }
  }
}

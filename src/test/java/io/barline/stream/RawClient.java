package io.barline.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A WebSocket client that reads only when it is told to, and sends whatever it is told to. */
final class RawClient implements AutoCloseable {
  /** A frame: its opcode, its payload, and the first two bytes of that as a number. */
  record Frame(int opcode, String text, int closeCode) {}

  private static final int TEXT = 1;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  RawClient(TestGateway gateway) throws IOException {
    this(gateway, "", "");
  }

  /**
   * @param query of the handshake, with its question mark
   * @param headers further ones of the handshake, each with its end of line
   */
  RawClient(TestGateway gateway, String query, String headers) throws IOException {
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
    in = new DataInputStream(socket.getInputStream());
    write(
        """
        GET /api/v1/ws%s HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        %s\r
        """
            .formatted(query, headers)
            .getBytes(US_ASCII));
    int matched = 0;
    while (matched < 4) {
      int b = in.readUnsignedByte();
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Sends a text frame. */
  void send(String text) throws IOException {
    send(text, 1);
  }

  /** Sends the same several times at once; masked with zeros, which leave it as it is. */
  void send(String text, int times) throws IOException {
    byte[] payload = text.getBytes(UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) 0x81);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) 0xfe).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload);
    byte[] one = Arrays.copyOf(frame.array(), frame.position());
    ByteBuffer all = ByteBuffer.allocate(times * one.length);
    while (all.hasRemaining()) {
      all.put(one);
    }
    write(all.array());
  }

  /** The next frame. */
  Frame read() throws IOException {
    int opcode = in.readUnsignedByte() & 15;
    byte[] payload = payload();
    if (opcode == TEXT) {
      ProtocolSchema.checked(payload);
    }
    return new Frame(
        opcode, new String(payload, UTF_8), (payload[0] & 0xff) << 8 | (payload[1] & 0xff));
  }

  /** The next message, which has to be compressed (RFC 7692, 7.2.2). */
  String readCompressed() throws IOException, DataFormatException {
    assertThat(in.readUnsignedByte()).isEqualTo(0xc1);
    byte[] payload = payload();
    Inflater inflater = new Inflater(true);
    inflater.setInput(Arrays.copyOf(payload, payload.length + 1)); // it may need one more to end
    byte[] text = new byte[16_384];
    String json = new String(text, 0, inflater.inflate(text), UTF_8);
    inflater.end();
    return ProtocolSchema.checkedText(json);
  }

  private byte[] payload() throws IOException {
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return payload;
  }

  /** Reads some bytes, of however many frames, and drops the connection. */
  void readAndCut(int bytes) throws IOException {
    in.readNBytes(bytes);
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Reads until the connection ends, however it does. */
  void readToEnd() {
    try {
      while (true) {
        read();
      }
    } catch (EOFException e) {
      // closed
    } catch (IOException e) {
      if (e instanceof SocketTimeoutException) {
        throw new AssertionError("the connection was not closed", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

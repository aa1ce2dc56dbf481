package io.barline.simulator.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client that reads and writes fields, one message at a time. */
final class IbkrClient implements AutoCloseable {
  static final String VERSIONS = "v157..193";

  /** AAPL as most clients describe it. */
  static final List<Object> AAPL =
      List.of("", "AAPL", "STK", "", "", "", "", "SMART", "", "USD", "", "");

  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;

  /** Connects and says nothing. */
  IbkrClient(IbkrSimulator simulator) {
    try {
      socket = new Socket(simulator.host(), simulator.port());
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that has said its hello and begun, and has taken all that it is told then. */
  static IbkrClient ready(IbkrSimulator simulator, int clientId) {
    IbkrClient client = new IbkrClient(simulator);
    client.hello(VERSIONS);
    assertThat(client.next()).hasSize(2);
    client.request(71, 2, clientId, "");
    assertThat(client.next()).startsWith("15", "1");
    assertThat(client.next()).containsExactly("9", "1", "1");
    for (String code : List.of("2104", "2106", "2158")) {
      assertThat(client.next()).contains(code);
    }
    return client;
  }

  void hello(String versions) {
    write(new byte[] {'A', 'P', 'I', 0});
    write(Frame.framed(versions.getBytes(StandardCharsets.UTF_8)));
  }

  void request(Object... fields) {
    write(Frame.framed(Frame.of(fields)));
  }

  void write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields of the next message, which must come. */
  List<String> next() {
    try {
      byte[] payload = new byte[in.readInt()];
      in.readFully(payload);
      String text = new String(payload, StandardCharsets.UTF_8);
      assertThat(text).endsWith("\0");
      List<String> fields = List.of(text.split("\0", -1));
      return fields.subList(0, fields.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next message with that id; those before it are left out. */
  List<String> next(int id) {
    List<String> message = next();
    while (!message.getFirst().equals(Integer.toString(id))) {
      message = next();
    }
    return message;
  }

  /** The code of the next message, which must be an error. */
  int error() {
    List<String> message = next();
    assertThat(message.getFirst()).isEqualTo("4");
    return Integer.parseInt(message.get(3));
  }

  /** The code with which a request is answered at once. */
  int refused(Object... fields) {
    request(fields);
    return error();
  }

  /** Nothing else has been sent: the reply to a request comes first. */
  void expectNothing() {
    request(49, 1);
    assertThat(next().getFirst()).isEqualTo("49");
  }

  /** What is left until the end, which must come; -1 where the connection was reset. */
  int bytesUntilEnd() {
    try {
      return in.readAllBytes().length;
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException(e);
    } catch (IOException reset) {
      return -1;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

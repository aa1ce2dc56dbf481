package io.barline.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** The head of an answer to a request that is written by hand, on a connection that stays. */
record RawHandshake(Socket socket, String head) implements AutoCloseable {
  private static final String LOCALHOST = "Host: localhost";

  /**
   * Sends a request and reads the head of its answer.
   *
   * @param headers as lines; a {@code Host} is added where there is none
   */
  static RawHandshake send(TestGateway gateway, String method, String target, String... headers)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(20_000);
    StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    boolean named = false;
    for (String header : headers) {
      request.append(header).append("\r\n");
      named |= header.startsWith("Host:");
    }
    request.append(named ? "" : LOCALHOST + "\r\n").append("Content-Length: 0\r\n\r\n");
    socket.getOutputStream().write(request.toString().getBytes(US_ASCII));
    return new RawHandshake(socket, head(socket.getInputStream()));
  }

  /** Asks for a WebSocket. */
  static RawHandshake webSocket(TestGateway gateway, String query, String... headers)
      throws IOException {
    String[] all = new String[headers.length + 4];
    System.arraycopy(headers, 0, all, 4, headers.length);
    all[0] = "Upgrade: websocket";
    all[1] = "Connection: Upgrade";
    all[2] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    all[3] = "Sec-WebSocket-Version: 13";
    return send(gateway, "GET", "/api/v1/ws" + query, all);
  }

  /** Asks for a stream of events. */
  static RawHandshake events(TestGateway gateway, String query, String... headers)
      throws IOException {
    return send(gateway, "GET", "/api/v1/stream" + query, headers);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the connection ended after: " + head);
      }
      head.append((char) b);
    }
    return head.toString();
  }

  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  boolean hasHeader(String name) {
    return head.toLowerCase(Locale.ROOT).contains("\r\n" + name.toLowerCase(Locale.ROOT) + ":");
  }

  /** Whether it opened what was asked for. */
  boolean isLetIn() {
    return status() == 101 || status() == 200;
  }

  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.barline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Connections that never come to a request. */
class SlowHandshakeTest {
  private static final int LONGEST_MILLIS = 20_000;

  @Test
  void theyAreClosedAndStreamsAreNot() throws Exception {
    try (BinanceSimulator exchange =
            BinanceSimulator.start(SimulatorSettings.DEFAULTS, Clock.systemUTC());
        Gateway gateway =
            Gateway.start(
                exchange,
                "server.netty.idle-timeout=500ms",
                "barline.api.body-timeout=500ms",
                "barline.stream.heartbeat=300ms");
        GatewayClient stream = gateway.connect();
        Socket silent = connect(gateway);
        Socket slow = connect(gateway)) {
      OutputStream out = slow.getOutputStream();
      out.write("GET /api/v1/topics HTTP/1.1\r\nHost: localhost\r\n".getBytes(US_ASCII));
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(closesWhileHeadersDrip(slow)).isTrue();
      for (int i = 0; i < 4; i++) { // longer than what ended the others
        stream.await(message -> GatewayClient.is(message, "heartbeat"));
      }
      stream.send("{\"type\":\"ping\"}");
      stream.await(message -> GatewayClient.is(message, "pong"));
    }
  }

  @Test
  void aBodyThatDoesNotCome() throws Exception {
    try (BinanceSimulator exchange =
            BinanceSimulator.start(SimulatorSettings.DEFAULTS, Clock.systemUTC());
        Gateway gateway = Gateway.start(exchange, "barline.api.body-timeout=300ms");
        Socket slow = connect(gateway)) {
      slow.getOutputStream()
          .write(
              "POST /api/v1/subscriptions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
                  .getBytes(US_ASCII));
      byte[] answer = slow.getInputStream().readNBytes(12);
      assertThat(new String(answer, US_ASCII)).isEqualTo("HTTP/1.1 400");
    }
  }

  private static Socket connect(Gateway gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.http("/").getPort());
    socket.setSoTimeout(LONGEST_MILLIS);
    return socket;
  }

  /** Sends one header line after another, each as soon as the connection was silent for a while. */
  private static boolean closesWhileHeadersDrip(Socket socket) throws IOException {
    socket.setSoTimeout(50);
    for (int i = 0; i < LONGEST_MILLIS / 50; i++) {
      try {
        if (socket.getInputStream().read() == -1) {
          return true;
        }
      } catch (SocketTimeoutException e) {
        try {
          socket.getOutputStream().write("X-More: y\r\n".getBytes(US_ASCII));
        } catch (IOException closed) {
          return true;
        }
      } catch (IOException reset) {
        return true;
      }
    }
    return false;
  }
}

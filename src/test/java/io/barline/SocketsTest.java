package io.barline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.Neighbourhood;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who opens sockets and asks for nothing takes no more of them than there are. */
class SocketsTest {
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Neighbourhood near = new Neighbourhood(List.of("10.0.0.1"));

  private static EmbeddedChannel accepted(Sockets sockets, String address) {
    EmbeddedChannel channel = new EmbeddedChannel();
    sockets.accepted(channel, new InetSocketAddress(address, 4_000));
    return channel;
  }

  private double open() {
    return meters.get("barline.network.sockets").gauge().value();
  }

  private double refused() {
    return meters.get("barline.network.sockets.refused").counter().count();
  }

  @Test
  void anAddressHasItsShareAndGetsItBack() {
    Sockets sockets = new Sockets(100, 2, near, meters);
    EmbeddedChannel first = accepted(sockets, "192.0.2.7");
    EmbeddedChannel second = accepted(sockets, "192.0.2.7");
    assertThat(accepted(sockets, "192.0.2.7").isOpen()).isFalse();
    assertThat(accepted(sockets, "192.0.2.8").isOpen()).isTrue();
    assertThat(first.isOpen() && second.isOpen()).isTrue();
    assertThat(open()).isEqualTo(3);
    assertThat(refused()).isEqualTo(1);
    var _ = first.close();
    assertThat(accepted(sockets, "192.0.2.7").isOpen()).isTrue();
    assertThat(accepted(sockets, "192.0.2.7").isOpen()).isFalse();
    assertThat(open()).isEqualTo(3);
  }

  @Test
  void theAddressesOfOneHostAreOne() {
    Sockets sockets = new Sockets(100, 1, near, meters);
    assertThat(accepted(sockets, "2001:db8::1").isOpen()).isTrue();
    assertThat(accepted(sockets, "2001:db8::2").isOpen()).isFalse();
    assertThat(accepted(sockets, "2001:db8:0:1::1").isOpen()).isTrue();
  }

  @Test
  void thisMachineAndProxiesAreNotOneClient() {
    Sockets sockets = new Sockets(5, 1, near, meters);
    for (String address : List.of("127.0.0.1", "::1", "127.0.0.2", "10.0.0.1", "10.0.0.1")) {
      assertThat(accepted(sockets, address).isOpen()).as(address).isTrue();
    }
    assertThat(accepted(sockets, "127.0.0.1").isOpen()).as("beyond all").isFalse();
    assertThat(open()).isEqualTo(5);
  }

  @Test
  void oneTooManyIsClosedBeforeItAsksForAnything() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (BinanceSimulator exchange =
            BinanceSimulator.start(SimulatorSettings.DEFAULTS, Clock.systemUTC());
        Gateway gateway = Gateway.start(exchange, "barline.network.sockets=3")) {
      MeterRegistry registry = gateway.bean(MeterRegistry.class);
      for (int i = 1; i <= 3; i++) {
        sockets.add(open(gateway));
        await(registry, i);
      }
      assertThat(isClosedByTheGateway(open(gateway))).isTrue();
      assertThat(registry.get("barline.network.sockets.refused").counter().count()).isEqualTo(1);
      await(registry, 3);
      for (Socket socket : sockets) {
        socket.setSoTimeout(1);
        assertThat(isClosedByTheGateway(socket)).isFalse();
      }
      sockets.removeFirst().close();
      await(registry, 2);
      Socket another = open(gateway);
      sockets.add(another);
      await(registry, 3);
      another
          .getOutputStream()
          .write("GET /problems HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      another.setSoTimeout(20_000);
      assertThat(new String(another.getInputStream().readNBytes(12), US_ASCII))
          .isEqualTo("HTTP/1.1 200");
      assertThat(gateway.actuator("/prometheus").body())
          .contains(
              "barline_network_sockets{application=\"barline\"} 3.0",
              "barline_network_sockets_refused_total{application=\"barline\"} 1.0");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Socket open(Gateway gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.http("/").getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static boolean isClosedByTheGateway(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private static void await(MeterRegistry registry, int open) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (registry.get("barline.network.sockets").gauge().value() != open) {
      assertThat(System.nanoTime()).as("%d sockets", open).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}

package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The addresses of real exchanges are {@code wss://}: the gateway must open those too. */
class SecureConnectionTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;
  private Path keys;

  @BeforeEach
  void trustAKeyOfOurOwn() throws Exception {
    keys = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "exchange",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    System.setProperty("javax.net.ssl.trustStore", keys.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
  }

  @AfterEach
  void trustAsUsual() {
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
  }

  private DisposableServer exchange() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    var context = SslContextBuilder.forServer(factory).build();
    return HttpServer.create()
        .host("localhost")
        .port(0)
        .secure(spec -> spec.sslContext(context))
        .route(
            routes ->
                routes.ws(
                    "/stream",
                    (in, out) ->
                        out.sendString(
                            Flux.from(in.receive().asString())
                                .map(_ -> "{\"result\":null,\"id\":1}"))))
        .bindNow();
  }

  @Test
  void subscribesOverTls() throws Exception {
    DisposableServer secure = exchange();
    try (BinanceSimulator simulator =
            BinanceSimulator.start(SimulatorSettings.DEFAULTS, Clock.systemUTC());
        Gateway gateway =
            Gateway.start(
                simulator,
                "barline.exchanges.binance.endpoints.spot-ws=wss://localhost:" + secure.port());
        GatewayClient client = gateway.connect()) {
      client.subscribe("binance:trades:BTC/USDT", "");
      client.awaitState("binance:trades:BTC/USDT", "quiet");
    } finally {
      secure.disposeNow();
    }
  }
}

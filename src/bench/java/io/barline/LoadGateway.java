package io.barline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway in a process of its own. */
final class LoadGateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  final LoadProcess process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private final int managementPort;

  /** From the start of the process to its being ready. */
  private final Duration startup;

  private LoadGateway(LoadOptions options, List<String> settings) throws IOException {
    this.port = freePort();
    this.managementPort = freePort();
    List<String> command = new ArrayList<>(options.jvm());
    if (options.jar() == null) {
      command.addAll(LoadProcess.sameClassPath(Barline.class));
    } else {
      command.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-jar",
              options.jar().toString()));
    }
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + managementPort);
    settings.forEach(setting -> command.add("--" + setting));
    options.settings().forEach(setting -> command.add("--" + setting));
    long start = System.nanoTime();
    this.process = new LoadProcess("gateway", command);
    awaitReady();
    this.startup = Duration.ofNanos(System.nanoTime() - start);
  }

  /** Starts one and waits until it is ready. */
  static LoadGateway start(LoadOptions options, List<String> settings) throws IOException {
    return new LoadGateway(options, settings);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (status("/actuator/health/readiness") != 200) {
        process.mustRun();
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the gateway was not ready within " + PATIENCE);
        }
        LoadHarness.pause(Duration.ofMillis(10));
      }
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private HttpResponse<String> get(String path) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private int status(String path) {
    try {
      return get(path).statusCode();
    } catch (IOException e) {
      return 0; // it does not listen yet
    }
  }

  /** Waits until the spot instruments are known; the exchange lists no others. */
  void awaitCatalogue() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!get("/actuator/health/marketdata").body().contains("\"spot\":{\"state\":\"loaded\"")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(get("/actuator/health/marketdata").body());
      }
      LoadHarness.pause(Duration.ofMillis(50));
    }
  }

  URI webSocket() {
    return URI.create("ws://127.0.0.1:" + port + "/api/v1/ws");
  }

  Duration startup() {
    return startup;
  }

  LoadUsage usage() {
    return LoadUsage.of(process.pid());
  }

  /** The value of a meter, such as {@code jvm.memory.used?tag=area:heap}. */
  long meter(String name) throws IOException {
    JsonNode meter = JSON.readTree(get("/actuator/metrics/" + name).body());
    return Math.round(meter.path("measurements").path(0).path("value").asDouble());
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}

package io.barline;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gateway in a process of its own, as an operator runs it: what it holds in memory is its own.
 */
final class GatewayProcess implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  private final Process process;
  private final Path log;
  private final int port;
  private final int managementPort;
  private final HttpClient client = HttpClient.newHttpClient();

  private GatewayProcess(Process process, Path log, int port, int managementPort) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.managementPort = managementPort;
  }

  /**
   * Starts one and waits until it knows all instruments.
   *
   * @param heap the most memory that it may take for objects, for example {@code 256m}
   * @param log where its log goes
   */
  static GatewayProcess start(String heap, Path log, List<String> settings) throws IOException {
    int port = freePort();
    int managementPort = freePort();
    List<String> command = new ArrayList<>();
    command.add(BIN.resolve("java").toString());
    command.addAll(
        List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path"), "io.barline.Barline"));
    settings.stream()
        .filter(setting -> !setting.contains("server.port="))
        .forEach(setting -> command.add("--" + setting));
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + managementPort);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    GatewayProcess gateway = new GatewayProcess(process, log, port, managementPort);
    gateway.awaitReady();
    return gateway;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        if (get("/api/v1/instruments").path("missing").isMissingNode()) {
          return;
        }
        process.waitFor(100, TimeUnit.MILLISECONDS);
      } catch (IOException notYet) {
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    close();
    throw new AssertionError("the gateway did not start, see " + log);
  }

  /** Looks again a little later, or at once where the process ended. */
  private void pause() {
    try {
      process.waitFor(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode get(String path) throws IOException {
    return JSON.readTree(body(URI.create("http://127.0.0.1:" + port + path)));
  }

  private String body(URI uri) throws IOException {
    try {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  URI webSocket() {
    return URI.create("ws://127.0.0.1:" + port + "/api/v1/ws");
  }

  HttpClient client() {
    return client;
  }

  Path log() {
    return log;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The bytes of all objects that are in use, after a full collection. */
  long bytesInUse() throws IOException {
    Path unwanted = Files.createTempFile("jcmd", ".txt");
    Process collect =
        new ProcessBuilder(BIN.resolve("jcmd").toString(), Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(unwanted.toFile())
            .start();
    try {
      if (!collect.waitFor(30, TimeUnit.SECONDS) || collect.exitValue() != 0) {
        throw new AssertionError("no collection: " + Files.readString(unwanted));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Files.delete(unwanted);
    }
    String path = "/actuator/metrics/jvm.memory.used?tag=area:heap";
    return JSON.readTree(body(URI.create("http://127.0.0.1:" + managementPort + path)))
        .path("measurements")
        .path(0)
        .path("value")
        .asLong();
  }

  /** Stops it as a SIGTERM does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(40, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}

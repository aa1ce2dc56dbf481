package io.barline.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program in the place of a bridge, run by the JVM that runs the tests: it listens, answers
 * {@code /healthz} and {@code /v1/exchanges}, and misbehaves as its arguments tell.
 */
final class FakeProgram {
  private static final String SOURCE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.List;

      public class Fake {
        public static void main(String[] args) throws Exception {
          List<String> ways = List.of(args).subList(1, args.length);
          Files.writeString(
              Path.of(args[0]),
              ProcessHandle.current().pid() + "\\n",
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
          if (ways.contains("fails")) {
            System.err.println("no such port");
            System.exit(3);
          }
          if (ways.contains("mute")) {
            Thread.sleep(Long.MAX_VALUE);
          }
          HttpServer server =
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
          server.createContext(
              "/",
              exchange -> {
                boolean health = exchange.getRequestURI().getPath().equals("/healthz");
                boolean known =
                    ("Bearer " + System.getenv("TOKEN"))
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] body =
                    (health
                            ? "{\\"pid\\":7,\\"ccxt\\":\\"4\\",\\"boot\\":\\""
                                + ProcessHandle.current().pid()
                                + "\\"}"
                            : "the list of " + ProcessHandle.current().pid())
                        .getBytes(StandardCharsets.UTF_8);
                if (health && ways.contains("sick")) {
                  exchange.close(); // without an answer
                  return;
                }
                int status = !known ? 401 : 200;
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
              });
          server.start();
          System.out.println("Loading 104 exchanges");
          System.out.println("READY soon");
          System.out.println("ALREADY 1");
          System.out.println("READY " + server.getAddress().getPort());
          System.out.println("READY 1");
          System.err.println("listens well");
          if (ways.contains("brief")) {
            System.exit(4);
          }
          while (System.in.read() >= 0) {
            // it ends when its input does
          }
          if (ways.contains("stubborn")) {
            Thread.sleep(Long.MAX_VALUE);
          }
          System.exit(0);
        }
      }
      """;

  private final Path directory;

  FakeProgram(Path directory) {
    this.directory = directory;
    try {
      Files.writeString(directory.resolve("Fake.java"), SOURCE, UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** One that misbehaves in these ways. */
  Program that(String... ways) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "Fake.java",
                started().toString()));
    command.addAll(List.of(ways));
    return new Program("fake", command, directory, Map.of("TOKEN", "token"));
  }

  private Path started() {
    return directory.resolve("started");
  }

  /** The processes that were started, those that have ended too. */
  List<Long> pids() {
    try {
      return Files.exists(started())
          ? Files.readAllLines(started(), UTF_8).stream().map(Long::valueOf).toList()
          : List.of();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Whether one of them runs. */
  boolean isRunning() {
    return pids().stream().anyMatch(FakeProgram::isAlive);
  }

  static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}

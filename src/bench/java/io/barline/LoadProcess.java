package io.barline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that the harness started and ends, at the latest with itself. */
final class LoadProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path log;
  private final Path said;
  private final BufferedReader out;
  private final Thread hook = new Thread(this::kill);

  /**
   * Runs {@code command} with this JVM's program. What it says is kept in the directory for
   * temporary files where it ends by itself.
   */
  LoadProcess(String name, List<String> command) throws IOException {
    this.name = name;
    this.log = Files.createTempFile("barline-load-" + name, ".log");
    this.said = Path.of(log + ".out");
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.redirectError(log.toFile());
    if (name.equals("gateway")) {
      builder.redirectOutput(said.toFile());
    }
    this.process = builder.start();
    this.out = process.inputReader(StandardCharsets.UTF_8);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Options and class path of the JVM that runs this, for another program of it. */
  static List<String> sameClassPath(Class<?> main) {
    return List.of(
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-classpath",
        System.getProperty("java.class.path"),
        main.getName());
  }

  long pid() {
    return process.pid();
  }

  /**
   * The next line that the process says.
   *
   * @throws IllegalStateException if it ended
   */
  String line() {
    try {
      String line = out.readLine();
      if (line == null) {
        throw new IllegalStateException(name + " ended: " + Files.readString(log));
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says an empty line to the process and returns what it says next. */
  String ask() {
    try {
      OutputStream in = process.getOutputStream();
      in.write('\n');
      in.flush();
      return line();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalStateException if it ended
   */
  void mustRun() {
    if (!process.isAlive()) {
      throw new IllegalStateException(name + " ended with " + process.exitValue() + "; see " + log);
    }
  }

  /** What the JDK's {@code jcmd} answers. */
  String jcmd(String command) {
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process asked = new ProcessBuilder(program, Long.toString(pid()), command).start();
      try (InputStream answer = asked.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill() {
    process.destroyForcibly();
  }

  /** Asks it to end, and makes it end. */
  @Override
  public void close() {
    boolean endedByItself = !process.isAlive();
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        kill();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
    if (!endedByItself) {
      var _ = log.toFile().delete();
      var _ = said.toFile().delete();
    }
  }
}

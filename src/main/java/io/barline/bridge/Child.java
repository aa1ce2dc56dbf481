package io.barline.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that runs as a child of this process. */
final class Child {
  private static final Logger LOG = LoggerFactory.getLogger(Child.class);

  /** What it gets of the gateway's environment, which holds secrets that are not its own. */
  private static final Set<String> INHERITED =
      Set.of(
          "PATH",
          "HOME",
          "LANG",
          "LC_ALL",
          "TZ",
          "TMPDIR",
          "TMP",
          "TEMP",
          "SystemRoot",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "NODE_EXTRA_CA_CERTS",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "CCXT_BRIDGE_CACHE");

  /** Exit codes beyond this are signals, told by the shell's convention. */
  private static final int SIGNALS = 128;

  private final String name;
  private final Process process;
  private final Complaints complaints;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.complaints = new Complaints(name, process.getErrorStream());
  }

  /**
   * Starts it.
   *
   * @throws IOException if that is not possible
   */
  static Child start(Program program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(program.command()).directory(program.directory().toFile());
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(program.environment());
    return new Child(program.name(), builder.start());
  }

  /** Tells each line that it prints, until there are no more. */
  void read(Consumer<String> line) {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String next = out.readLine(); next != null; next = out.readLine()) {
        line.accept(next);
      }
    } catch (IOException lost) {
      LOG.debug("bridge={} event=output_lost", name, lost);
    }
  }

  /** Waits for its end; how it ended, in a sentence. */
  String end() throws InterruptedException {
    int code = process.waitFor();
    return code > SIGNALS
        ? "it was killed by signal " + (code - SIGNALS)
        : "it ended with %d%s".formatted(code, complaints.last());
  }

  /** Ends it at once, with what it started: it may be a wrapper of the program. */
  void kill() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Has it end by the end of its input, then, if that takes longer than {@code grace}, by force.
   */
  void stop(Duration grace) {
    try {
      if (process.isAlive()) {
        process.getOutputStream().close();
        if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("bridge={} event=killed after={}", name, grace);
          kill();
        }
      }
    } catch (IOException lost) {
      LOG.debug("bridge={} event=input_lost", name, lost);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

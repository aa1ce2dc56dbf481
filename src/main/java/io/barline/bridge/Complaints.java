package io.barline.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program prints to its standard error: each line goes into the log. */
final class Complaints {
  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

  /** Most letters of a line that are kept. */
  private static final int LONGEST = 300;

  /** How long the last lines of a program that has ended may take. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final String name;
  private final Thread reading;
  private volatile String last = "";

  /** Begins to read. */
  Complaints(String name, InputStream errors) {
    this.name = name;
    this.reading = Thread.ofVirtual().name("errors-" + name).start(() -> read(errors));
  }

  private void read(InputStream errors) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(errors, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          last = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
          LOG.info("bridge={} says=\"{}\"", name, last.replace('"', '\''));
        }
      }
    } catch (IOException lost) {
      LOG.debug("bridge={} event=errors_lost", name, lost);
    }
  }

  /** The last line of one that has ended, after a colon; nothing where there was none. */
  String last() throws InterruptedException {
    reading.join(LATE);
    return last.isEmpty() ? "" : ": " + last;
  }
}

package io.barline.simulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded of an exchange: the frames in order, and answers to depth requests. It is held
 * in memory, so a file may not be larger than {@link #LARGEST}.
 */
final class Recording {
  static final long LARGEST = 256L << 20;

  /**
   * A frame.
   *
   * @param time when it was received, nanoseconds since the epoch
   * @param payload what stands in {@code data}
   */
  record Frame(long time, String stream, String payload) {}

  /** An answer to a depth request. */
  record Depth(long time, String symbol, String body) {}

  final List<Frame> frames;
  final List<Depth> depths;

  private Recording(List<Frame> frames, List<Depth> depths) {
    this.frames = frames;
    this.depths = depths;
  }

  /**
   * Reads a recording; {@code http} may be null.
   *
   * @throws IOException if a file cannot be read, is too large, or is not such a recording
   */
  static Recording read(Path file, @Nullable Path http) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (String line : lines(file)) {
      int colon = line.indexOf(": ");
      frames.add(frame(file, nanos(file, line, 0, colon), line.substring(colon + 2)));
    }
    List<Depth> depths = new ArrayList<>();
    for (String line : http == null ? List.<String>of() : lines(http)) {
      int arrow = line.indexOf(" -> ");
      int colon = line.indexOf(": ", Math.max(0, arrow));
      String url = line.substring(0, Math.max(0, arrow));
      if (url.contains("/depth?")) {
        String symbol = url.replaceAll(".*[?&]symbol=([^&]*).*", "$1");
        String body = line.substring(colon + 2);
        depths.add(new Depth(nanos(http, line, arrow + 4, colon), symbol, body));
      }
    }
    return new Recording(frames, depths);
  }

  private static List<String> lines(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is larger than " + LARGEST + " bytes");
    }
    return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
  }

  private static long nanos(@Nullable Path file, String line, int from, int to) throws IOException {
    try {
      return new BigDecimal(line.substring(from, to)).movePointRight(9).longValue();
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new IOException(
          file + ": no time in \"" + line.substring(0, Math.min(80, line.length())) + "\"", e);
    }
  }

  /** Takes {@code {"stream":"<name>","data":<payload>}} apart. */
  private static Frame frame(Path file, long time, String json) throws IOException {
    String start = "{\"stream\":\"";
    String middle = "\",\"data\":";
    int at = json.indexOf(middle);
    if (!json.startsWith(start) || at < 0 || !json.endsWith("}")) {
      throw new IOException(
          file
              + ": no combined-stream frame: \""
              + json.substring(0, Math.min(80, json.length()))
              + "\"");
    }
    String payload = json.substring(at + middle.length(), json.length() - 1);
    return new Frame(time, json.substring(start.length(), at), payload);
  }

  /** The names of all recorded streams. */
  Set<String> streams() {
    Set<String> names = new LinkedHashSet<>();
    frames.forEach(frame -> names.add(frame.stream()));
    return names;
  }
}

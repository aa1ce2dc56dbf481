package io.barline.access;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a file that is looked at again and again, so that they change without a restart. May
 * be asked by any thread; one thread looks.
 */
final class Keys implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Keys.class);

  /** An editor that deletes before it writes is not taken for an operator who deletes. */
  private static final int LOOKS_UNTIL_GONE = 2;

  private static final int LOOK_EVERY_MILLIS = 1_000;

  private final Path file;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("keys").daemon().factory());
  private byte @Nullable [] content;
  private int missing;
  private volatile Map<String, ApiKey> valid = Map.of();
  private volatile boolean known;
  private volatile @Nullable String trouble;

  /**
   * Reads the file, which may be absent.
   *
   * @throws Misconfiguration where it is there and makes no sense
   */
  Keys(Path file) {
    this.file = file.toAbsolutePath();
    look();
    String wrong = trouble;
    if (wrong != null) {
      throw new Misconfiguration(
          "the keys file %s can't be used: %s".formatted(this.file, wrong),
          "Correct the file, or name another one by barline.access.keys-file. Without a file there"
              + " are no keys: nobody but this machine is served then, unless barline.access.open"
              + " is set.");
    }
  }

  /** Begins to look from time to time. */
  void watch() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Whether there is or was a file: nobody is served without a key from then on. */
  boolean areKnown() {
    return known;
  }

  /** The key with that id; null where there is none. */
  @Nullable ApiKey get(String id) {
    return valid.get(id);
  }

  /** Those of one name, by their ids. */
  List<ApiKey> of(String name) {
    return valid.values().stream()
        .filter(key -> key.name().equals(name))
        .sorted(Comparator.comparing(ApiKey::id))
        .toList();
  }

  int count() {
    return valid.size();
  }

  Path file() {
    return file;
  }

  /** What is wrong with the file, so that it does not count; null where nothing is. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Takes over what has changed. Blocks. */
  void look() {
    try {
      if (Files.size(file) > KeyFile.MOST_BYTES) {
        troubled("it is longer than %d bytes".formatted(KeyFile.MOST_BYTES));
        return;
      }
      byte[] now = Files.readAllBytes(file);
      missing = 0;
      if (!Arrays.equals(now, content) || trouble != null) {
        take(now);
      }
    } catch (NoSuchFileException e) {
      gone();
    } catch (AccessDeniedException e) {
      troubled("this process is not permitted to read it");
    } catch (IOException e) {
      troubled("it can't be read: " + e.getClass().getSimpleName());
    }
  }

  private void take(byte[] now) {
    // Not only once it is understood: who put a file there wants keys, so nobody gets in without.
    known = true;
    List<ApiKey> keys;
    try {
      keys = KeyFile.read(now);
    } catch (KeyFile.Malformed wrong) {
      troubled(String.valueOf(wrong.getMessage()));
      return;
    }
    boolean first = content == null;
    content = now;
    trouble = null;
    valid = keys.stream().collect(Collectors.toUnmodifiableMap(ApiKey::id, Function.identity()));
    log.info(
        "action=keys outcome={} keys={} file={}", first ? "read" : "changed", keys.size(), file);
  }

  private void gone() {
    if (known && ++missing >= LOOKS_UNTIL_GONE && (content != null || !valid.isEmpty())) {
      content = null;
      valid = Map.of();
      trouble = "the file is gone: nobody gets in until there is one again";
      log.warn("action=keys outcome=gone file={} reason=\"{}\"", file, trouble);
    }
  }

  private void troubled(String sentence) {
    known = true;
    if (!sentence.equals(trouble)) {
      trouble = sentence;
      log.warn(
          "action=keys outcome=kept keys={} file={} reason=\"{}\"", valid.size(), file, sentence);
    }
  }
}

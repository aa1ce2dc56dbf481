package io.barline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that are not ours, run as their users run them. */
public final class ForeignProgram {
  private static final long PATIENCE_SECONDS = 60;

  private ForeignProgram() {}

  /** The first of these names that is installed; where none is, the test is skipped and says so. */
  public static String installed(String... names) {
    String path = System.getenv("PATH");
    return Arrays.stream(names)
        .filter(
            name ->
                Stream.of(path.split(":", -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
        .findFirst()
        .orElseGet(() -> abort("not installed: " + String.join(" or ", names)));
  }

  /** What a program said until it ended by itself. */
  public record Said(List<String> out, List<String> err) {}

  /** Runs a program to its end. */
  public static Said run(Path folder, String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("program", ".out");
    Path err = Files.createTempFile("program", ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(ended)
          .as(
              "%s ended; it said %s %s",
              List.of(command), Files.readString(out), Files.readString(err))
          .isTrue();
      return new Said(Files.readAllLines(out), Files.readAllLines(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}

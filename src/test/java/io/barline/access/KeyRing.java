package io.barline.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A keys file that is written as an operator writes it. */
public record KeyRing(Path file) {
  /** Creates a key. */
  public String create(String name, String topics, String... options) {
    List<String> arguments = new ArrayList<>(List.of("create", "--name", name, "--topics", topics));
    arguments.addAll(List.of(options));
    return run(arguments);
  }

  public void revoke(String key) {
    var _ = run(List.of("revoke", key.substring(0, 11)));
  }

  private String run(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new KeysCommand(
                Map.of("BARLINE_ACCESS_KEYSFILE", file.toString()),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Clock.systemUTC())
            .run(arguments);
    assertThat(status).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8).strip();
  }

  /** The setting that makes a gateway use it. */
  public String setting() {
    return "barline.access.keys-file=" + file;
  }
}

package io.barline.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  private static Path program(Path folder, String name) throws IOException {
    Path made = Files.createFile(Files.createDirectories(folder).resolve(name));
    assertThat(made.toFile().setExecutable(true)).isTrue();
    return made;
  }

  @Test
  void theFirstFolderThatHasItIsTaken(@TempDir Path here) throws IOException {
    Path first = program(here.resolve("b"), "node");
    program(here.resolve("c"), "node");
    Files.createDirectories(here.resolve("a").resolve("node")); // a folder is no program
    String path =
        String.join(
            File.pathSeparator,
            "",
            here.resolve("a").toString(),
            here.resolve("none").toString(),
            here.resolve("b").toString(),
            here.resolve("c").toString());
    assertThat(Programs.find("node", path)).isEqualTo(first.toAbsolutePath());
    assertThat(Programs.find("deno", path)).isNull();
    assertThat(Programs.find("node", "")).isNull();
  }

  @Test
  void aPathIsTakenAsItIs(@TempDir Path here) throws IOException {
    Path program = program(here, "node");
    assertThat(Programs.find(program.toString(), "")).isEqualTo(program);
    assertThat(Programs.find(here.resolve("other").toString(), here.toString())).isNull();
  }

  @Test
  void whatCanNotBeRunIsNoProgram(@TempDir Path here) throws IOException {
    Path text = Files.createFile(here.resolve("node"));
    assertThat(Programs.find("node", here.toString())).isNull();
    assertThat(Programs.find(text.toString(), "")).isNull();
    Path windows = program(here, "node.exe");
    assertThat(Programs.find("node", here.toString())).isEqualTo(windows);
  }
}

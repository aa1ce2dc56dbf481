package io.barline.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Path file() {
    return folder.resolve("config/keys.json");
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return new KeysCommand(
            Map.of("BARLINE_ACCESS_KEYSFILE", file().toString()),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            CLOCK)
        .run(List.of(arguments));
  }

  private String created(String... options) {
    String[] all = new String[options.length + 5];
    List<String> start =
        List.of("create", "--name", "dash", "--topics", "binance:*:*, bybit:trades:*");
    start.toArray(all);
    System.arraycopy(options, 0, all, 5, options.length);
    assertThat(run(all)).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8).strip();
  }

  @Test
  void showsAKeyOnceAndKeepsItsHash() throws Exception {
    String key = created("--expires", "2027-01-01T00:00:00Z", "--max-connections", "10", "--admin");
    assertThat(key).matches(ApiKey.TEXT);
    String kept = Files.readString(file());
    String secret = key.substring(12);
    assertThat(kept).doesNotContain(secret).contains(ApiKey.sha256(secret));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    ApiKey read = KeyFile.read(Files.readAllBytes(file())).getFirst();
    assertThat(read.isOf(key)).isTrue();
    assertThat(read.topics()).containsExactly("binance:*:*", "bybit:trades:*");
    assertThat(read.quotas()).containsExactly(Map.entry("connections", 10));
    assertThat(read.admin()).isTrue();
    assertThat(read.expiresAt()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));

    assertThat(run("list")).isZero();
    assertThat(out.toString(UTF_8))
        .contains(read.id(), "dash", "expires=2027-01-01T00:00:00Z", "admin")
        .doesNotContain(secret)
        .doesNotContain(read.sha256());
  }

  @Test
  void leavesTheFileReadableToWhoeverCouldReadIt() throws Exception {
    String key = created();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(run("revoke", key.substring(0, 11))).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-r-----");
  }

  @Test
  void takesAwayOneKeyAndLeavesTheOthers() throws Exception {
    String first = created();
    String second = created();
    assertThat(run("revoke", first.substring(0, 11))).isZero();
    assertThat(KeyFile.read(Files.readAllBytes(file())))
        .singleElement()
        .satisfies(key -> assertThat(key.isOf(second)).isTrue());
    assertThat(run("revoke", first.substring(0, 11))).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("there is no key " + first.substring(0, 11));
  }

  @Test
  void saysWhatIsWrongAndWhatIsRight() {
    assertMisuse("say what to do");
    assertMisuse("\"drop\" is no command", "drop");
    assertMisuse("--name is missing", "create", "--topics", "*:*:*");
    assertMisuse("--topics needs a value", "create", "--name", "a", "--topics");
    assertMisuse("there is no option --topic here", "create", "--topic", "*:*:*");
    assertMisuse("--name is there twice", "create", "--name", "a", "--name", "b");
    for (String none : List.of("binance", "*", "binance:trades", "*:*:*,*", " ", "::")) {
      assertMisuse("*:*:*; \"", "create", "--name", "a", "--topics", none);
    }
    assertMisuse("--admin permits no topics", "create", "--name", "a", "--admin");
    assertMisuse("name must be", "create", "--name", "a b", "--topics", "*:*:*");
    assertMisuse(
        "is over already",
        "create",
        "--name",
        "a",
        "--topics",
        "*:*:*",
        "--expires",
        "2026-01-01T00:00:00Z");
    assertMisuse(
        "needs a time like", "create", "--name", "a", "--topics", "*:*:*", "--expires", "soon");
    assertMisuse(
        "needs a number", "create", "--name", "a", "--topics", "*:*:*", "--max-topics", "many");
    assertMisuse("say which key", "revoke");
    assertThat(file()).doesNotExist();
  }

  @Test
  void refusesAPatternOfAChannelThatThereIsNot() {
    for (String none : List.of("trade", "Trades", "book.0", "book.x*", "bars.7m", "bars", "x*")) {
      assertMisuse(
          "no channel is matched by \"" + none + "\"",
          "create",
          "--name",
          "a",
          "--topics",
          "*:*:*,binance:" + none + ":BTC/USDT");
    }
    for (String some :
        List.of("*", "trades", "quotes", "ticker", "status", "book.50", "bars.1M", "b*", "*.1*")) {
      assertThat(run("create", "--name", "a", "--topics", "binance:" + some + ":BTC/USDT"))
          .as(err.toString(UTF_8))
          .isZero();
    }
  }

  @Test
  void helpIsNoFault() {
    for (String help : List.of("--help", "-h", "help", "create --help", "revoke -h")) {
      assertThat(run(help.split(" "))).isZero();
      assertThat(out.toString(UTF_8)).startsWith("usage: keys create").contains("--admin:");
      assertThat(err.toString(UTF_8)).isEmpty();
    }
    assertThat(file()).doesNotExist();
  }

  private void assertMisuse(String why, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(why).contains("usage: keys create");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void leavesAFileAloneThatItCannotRead() throws Exception {
    Files.createDirectories(folder.resolve("config"));
    Files.writeString(file(), "{");
    assertThat(run("create", "--name", "a", "--topics", "*:*:*")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("can't be used: it is not valid JSON");
    assertThat(file()).hasContent("{");
  }
}

package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  private static final String ID = "bl_4f9a2c1b";
  private static final String SECRET = "s".repeat(43);

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("keys.json");
  }

  private static ApiKey key(String id) {
    return new ApiKey(
        id,
        "dash",
        ApiKey.sha256(SECRET),
        List.of("binance:*:*"),
        Map.of("connections", 10),
        null,
        false,
        null);
  }

  @Test
  void withoutAFileThereAreNoKeysUntilThereIsOne() throws Exception {
    try (Keys keys = new Keys(file)) {
      keys.look();
      assertThat(keys.areKnown()).isFalse();
      KeyFile.write(file, List.of());
      keys.look();
      assertThat(keys.areKnown()).isTrue();
      assertThat(keys.get(ID)).isNull();
      KeyFile.write(file, List.of(key(ID)));
      keys.look();
      assertThat(keys.get(ID)).isEqualTo(key(ID));
      assertThat(keys.trouble()).isNull();
    }
  }

  @Test
  void aFileThatMakesNoSenseLeavesWhatWas() throws Exception {
    KeyFile.write(file, List.of(key(ID)));
    try (Keys keys = new Keys(file)) {
      Files.writeString(file, "{\"keys\": [");
      keys.look();
      assertThat(keys.get(ID)).isNotNull();
      assertThat(keys.trouble()).contains("not valid JSON", "line 1");
      KeyFile.write(file, List.of(key(ID)));
      keys.look();
      assertThat(keys.trouble()).isNull();
    }
  }

  @Test
  void aFileThatAppearsAndMakesNoSenseLetsNobodyIn() throws Exception {
    try (Keys keys = new Keys(file)) {
      Files.writeString(file, "nonsense");
      keys.look();
      assertThat(keys.areKnown()).isTrue();
      assertThat(keys.count()).isZero();
    }
  }

  @Test
  void aFileThatIsGoneForLongerThanAnEditorNeedsLetsNobodyIn() throws Exception {
    KeyFile.write(file, List.of(key(ID)));
    try (Keys keys = new Keys(file)) {
      Files.delete(file);
      keys.look();
      assertThat(keys.get(ID)).isNotNull();
      keys.look();
      assertThat(keys.get(ID)).isNull();
      assertThat(keys.areKnown()).isTrue();
      assertThat(keys.trouble()).contains("gone");
      KeyFile.write(file, List.of(key(ID)));
      keys.look();
      assertThat(keys.get(ID)).isNotNull();
      assertThat(keys.trouble()).isNull();
    }
  }

  @Test
  void doesNotStartWithAFileThatMakesNoSense() throws Exception {
    assertRefused("[]", "it must be {\"keys\": [...]}");
    assertRefused("{\"keys\": [{}]}", "keys[0]: id must be a text");
    assertRefused(
        """
        {"keys": [{"id": "bl_4f9a2c1b", "name": "dash", "sha256": "%s", "topics": ["*:*:*"], "expires": "2027-01-01T00:00:00Z"}]}\
        """
            .formatted(ApiKey.sha256(SECRET)),
        "it has a field that is none of id, name");
    assertRefused(
        """
        {"keys": [{"id": "bl_4f9a2c1b", "name": "dash", "sha256": "%s", "topics": ["binance"]}]}\
        """
            .formatted(ApiKey.sha256(SECRET)),
        "a pattern is <exchange>:<channel>:<symbol>");
  }

  @Test
  void neverRepeatsWhatStandsInTheFile() throws Exception {
    String secret = ID + "_" + SECRET;
    for (int wrong = 0; wrong < 5; wrong++) {
      String[] values = {ID, "dash", "*:*:*", "2027-01-01T00:00:00Z", "connections"};
      values[wrong] = secret + " ";
      Files.writeString(
          file,
          """
          {"keys": [{"id": "%s", "name": "%s", "sha256": "x", "topics": ["%s"], "expiresAt": "%s", "quotas": {"%s": 1}}]}\
          """
              .formatted((Object[]) values));
      assertThatThrownBy(() -> new Keys(file).close())
          .isInstanceOf(Misconfiguration.class)
          .satisfies(fault -> assertThat(fault.getMessage()).doesNotContain(SECRET));
    }
  }

  private void assertRefused(String content, String why) throws IOException {
    Files.writeString(file, content);
    assertThatThrownBy(() -> new Keys(file).close())
        .isInstanceOf(Misconfiguration.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }

  @Test
  void neverRepeatsWhatStandsWhereAHashShould() throws Exception {
    Files.writeString(
        file,
        """
        {"keys": [{"id": "bl_4f9a2c1b", "name": "dash", "sha256": "%s", "topics": ["*:*:*"]}]}\
        """
            .formatted(SECRET));
    assertThatThrownBy(() -> new Keys(file).close())
        .isInstanceOf(Misconfiguration.class)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void knowsAKeyByItsHash() {
    assertThat(key(ID).isOf(ID + "_" + SECRET)).isTrue();
    assertThat(key(ID).isOf(ID + "_" + "t" + SECRET.substring(1))).isFalse();
    assertThat(ApiKey.idOf(ID + "_" + SECRET)).isEqualTo(ID);
    assertThat(ApiKey.idOf(ID + "_" + SECRET + "s")).isNull();
    assertThat(key(ID).principal(new Quotas(1, 2, 3, 4, 5, 6)).quotas())
        .isEqualTo(new Quotas(10, 2, 3, 4, 5, 6));
  }
}

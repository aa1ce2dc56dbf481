package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The file that operators edit shows every setting there is, each with its default. */
class OperatorSettingsTest {
  private static final Path FILE = Path.of("config/application.yml");

  private static Properties shown() throws IOException {
    String yaml =
        Files.readAllLines(FILE).stream()
            .filter(line -> line.startsWith("#") && !line.matches("# \\S.*"))
            .map(line -> line.substring(1))
            .collect(Collectors.joining("\n"));
    YamlPropertiesFactoryBean reader = new YamlPropertiesFactoryBean();
    reader.setResources(
        new ByteArrayResource(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return Objects.requireNonNull(reader.getObject());
  }

  private static List<JsonNode> settings() throws IOException {
    try (InputStream metadata =
        Barline.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      JsonNode all =
          JsonMapper.builder()
              .build()
              .readTree(Objects.requireNonNull(metadata))
              .path("properties");
      List<JsonNode> settings = new ArrayList<>();
      all.forEach(
          setting -> {
            if (setting.path("name").asString().startsWith("barline.")) {
              settings.add(setting);
            }
          });
      return settings;
    }
  }

  @Test
  void everySettingIsShownWithItsDefault() throws IOException {
    Properties shown = shown();
    Map<Object, Object> differing =
        settings().stream()
            .filter(setting -> setting.has("defaultValue"))
            .filter(
                setting ->
                    !setting
                        .path("defaultValue")
                        .asString()
                        .equals(shown.getProperty(setting.path("name").asString())))
            .collect(
                Collectors.toMap(
                    setting -> setting.path("name").asString(),
                    setting -> "default " + setting.path("defaultValue").asString()));
    assertThat(differing).isEmpty();
  }

  @Test
  void nothingIsShownThatIsNotASetting() throws IOException {
    List<String> known =
        settings().stream().map(setting -> setting.path("name").asString()).toList();
    assertThat(shown().stringPropertyNames())
        .filteredOn(name -> name.startsWith("barline."))
        .allMatch(
            name ->
                known.stream()
                    .anyMatch(
                        k ->
                            name.equals(k)
                                || name.startsWith(k + ".")
                                || name.startsWith(k + "[")));
  }

  @Test
  void theFileAsDeliveredChangesNothing() throws IOException {
    assertThat(Files.readAllLines(FILE)).allMatch(line -> line.isBlank() || line.startsWith("#"));
  }
}

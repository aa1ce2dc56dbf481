package io.barline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The documents of the protocol as they stand in the sources. */
final class ProtocolSources {
  static final Path ASYNC_API = Path.of("src/main/resources/protocol/asyncapi.yaml");
  static final Path OPEN_API = Path.of("src/main/resources/protocol/openapi.yaml");

  private ProtocolSources() {}

  static JsonNode read(Path file) {
    try {
      Object content =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      return JsonMapper.shared().valueToTree(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The document with every schema of an object closed. As published they are open, since clients
   * ignore what they don't know; in tests the gateway sends nothing that is not described.
   */
  static JsonNode closed(Path file) {
    JsonNode document = read(file);
    close(document);
    return document;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("type").asString("").equals("object")
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ProtocolSources::close);
  }

  /** What a reference into the same document leads to, as far as references lead. */
  static JsonNode resolved(JsonNode document, JsonNode node) {
    JsonNode at = node;
    while (at.path("$ref").isString()) {
      at = document.at(at.get("$ref").stringValue().substring(1));
    }
    return at;
  }
}

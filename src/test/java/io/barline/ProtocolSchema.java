package io.barline;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks messages of the gateway against {@code asyncapi.yaml}. Every client of the tests shows it
 * all that it receives. May be used by any thread.
 */
public final class ProtocolSchema {
  private static final String HERE = "https://schemas.test/asyncapi";
  private static final Map<String, Schema> BY_TYPE = compile();

  private ProtocolSchema() {}

  private static Map<String, Schema> compile() {
    JsonNode document = ProtocolSources.closed(ProtocolSources.ASYNC_API);
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_7,
            builder -> builder.schemas(Map.of(HERE, document.toString())));
    Map<String, Schema> schemas = new HashMap<>();
    for (JsonNode message : document.at("/components/messages")) {
      String pointer = message.at("/payload/$ref").asString();
      JsonNode payload = document.at(pointer.substring(1));
      Schema schema = registry.getSchema(SchemaLocation.of(HERE + pointer));
      schema.initializeValidators();
      String kind = payload.at("/properties/kind/const").asString("");
      schemas.put(payload.at("/properties/type/const").asString() + kind, schema);
    }
    return schemas;
  }

  /**
   * Reads a message and checks it.
   *
   * @throws AssertionError where it is not as the protocol says
   */
  public static JsonNode checked(String json) {
    JsonNode message = JsonMapper.shared().readTree(json);
    check(message);
    return message;
  }

  /** The same of the text itself. */
  public static String checkedText(String json) {
    checked(json);
    return json;
  }

  /** The same of UTF-8. */
  public static JsonNode checked(byte[] json) {
    return checked(new String(json, StandardCharsets.UTF_8));
  }

  private static void check(JsonNode message) {
    String name = message.path("type").asString("") + message.path("kind").asString("");
    Schema schema = BY_TYPE.get(name);
    if (schema == null) {
      throw new AssertionError("asyncapi.yaml has no such message: " + message);
    }
    var errors = schema.validate(message);
    if (!errors.isEmpty()) {
      throw new AssertionError("not as asyncapi.yaml says: " + errors + " in " + message);
    }
  }
}

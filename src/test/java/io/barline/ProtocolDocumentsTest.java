package io.barline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.apicurio.datamodels.Library;
import io.barline.feed.CatalogueReport;
import io.barline.feed.FeedReport;
import io.barline.feed.FeedState;
import io.barline.market.Bar;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quarantine;
import io.barline.market.Side;
import io.barline.quality.GapRecord;
import io.barline.wire.BookKind;
import io.barline.wire.ClientMessage;
import io.barline.wire.ClientMessageReader;
import io.barline.wire.DeliveryReader;
import io.barline.wire.EmptyBars;
import io.barline.wire.ErrorCode;
import io.barline.wire.MessageType;
import io.barline.wire.Reading;
import io.barline.wire.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ProtocolDocumentsTest {
  private static final JsonNode ASYNC_API = ProtocolSources.read(ProtocolSources.ASYNC_API);
  private static final JsonNode OPEN_API = ProtocolSources.read(ProtocolSources.OPEN_API);
  static final List<Path> FILES = List.of(ProtocolSources.ASYNC_API, ProtocolSources.OPEN_API);

  /** What a schema says of a closed set, and the set. */
  private record Closed(String schema, List<String> values) {}

  private static final List<Closed> SETS =
      List.of(
          closed("Side", Side.values(), Side::code),
          closed("Interval", Interval.values(), Interval::code),
          closed("Updates", Updates.values(), Updates::code),
          closed("EmptyBars", EmptyBars.values(), EmptyBars::code),
          closed("FeedState", FeedStatus.State.values(), FeedStatus.State::code),
          closed("Quality", Bar.Quality.values(), Bar.Quality::code),
          closed("BarSource", Bar.Source.values(), Bar.Source::code),
          closed("Cause", Gap.Cause.values(), Gap.Cause::code),
          closed("FilledBy", GapFilled.By.values(), GapFilled.By::code),
          closed("QuarantineState", Quarantine.State.values(), Quarantine.State::code),
          closed("GapState", GapRecord.State.values(), GapRecord.State::code),
          closed("InstrumentType", Instrument.Type.values(), Instrument.Type::code),
          closed("CatalogueState", CatalogueReport.State.values(), CatalogueReport.State::code),
          closed("FeedMode", FeedReport.Mode.values(), FeedReport.Mode::code),
          closed("ConnectionState", FeedState.values(), FeedState::code));

  private static <T> Closed closed(String schema, T[] values, Function<T, String> code) {
    return new Closed(schema, Arrays.stream(values).map(code).toList());
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void keepsTheRulesOfItsSpecification(Path file) {
    JsonNode document = ProtocolSources.read(file);
    // The library takes the examples of OpenAPI 3.1 for those of 3.0. Below they are checked.
    walk("", document, (_, node) -> ((ObjectNode) node).remove("examples"));
    assertThat(
            Library.validate(Library.readDocumentFromJSONString(document.toString()), null).stream()
                .map(problem -> "%s %s".formatted(problem.nodePath, problem.message)))
        .isEmpty();
  }

  /** In braces a comma ends a value, so that the rest of a sentence would be a property. */
  @ParameterizedTest
  @FieldSource("FILES")
  void nothingIsWithoutAValue(Path file) {
    walk(
        "",
        ProtocolSources.read(file),
        (at, node) -> assertThat(node.valueStream()).as(at).noneMatch(JsonNode::isNull));
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed(Path file) {
    JsonNode document = ProtocolSources.read(file);
    Set<String> used = new HashSet<>();
    walk(
        "",
        document,
        (at, node) -> {
          if (node.path("$ref").isString()) {
            String pointer = node.get("$ref").stringValue();
            assertThat(pointer).as(at).startsWith("#/");
            assertThat(document.at(pointer.substring(1)).isMissingNode())
                .as("%s at %s leads nowhere", pointer, at)
                .isFalse();
            used.add(pointer.substring(1));
          }
        });
    List<String> components = new ArrayList<>();
    for (Map.Entry<String, JsonNode> kind : document.get("components").properties()) {
      if (!kind.getKey().equals("securitySchemes")) {
        kind.getValue()
            .propertyNames()
            .forEach(name -> components.add("/components/" + kind.getKey() + "/" + name));
      }
    }
    // Of any path and method, which no operation is.
    used.add("/components/responses/MethodNotAllowed");
    assertThat(used).containsAll(components);
  }

  @Test
  void everyMessageIsPartOfAnOperationOfItsChannel() {
    for (Map.Entry<String, JsonNode> channel : ASYNC_API.get("channels").properties()) {
      Set<String> reached = new HashSet<>();
      String here = "#/channels/" + channel.getKey();
      for (JsonNode operation : ASYNC_API.get("operations")) {
        if (operation.at("/channel/$ref").asString().equals(here)) {
          if (!operation.has("messages")) {
            channel.getValue().get("messages").propertyNames().forEach(reached::add);
          }
          operation.findValuesAsString("$ref").stream()
              .filter(reference -> reference.startsWith(here + "/messages/"))
              .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
              .forEach(reached::add);
        }
      }
      assertThat(reached)
          .as(here)
          .containsExactlyInAnyOrderElementsOf(channel.getValue().get("messages").propertyNames());
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void everyPropertyAndSchemaIsDescribed(Path file) {
    JsonNode document = ProtocolSources.read(file);
    walk(
        "",
        document.at("/components/schemas"),
        (at, node) -> {
          boolean member = at.matches("(.*/properties)?/[^/]+") && !at.contains("/allOf/");
          if (member && !at.endsWith("/properties")) {
            assertThat(ProtocolSources.resolved(document, node).path("description").asString(""))
                .as("the description of " + at)
                .matches("(?s).+[.`]\\s*");
          }
        });
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void whatIsRequiredIsDescribed(Path file) {
    walk(
        "",
        ProtocolSources.read(file),
        (at, node) -> {
          if (node.path("required").isArray() && node.path("properties").isObject()) {
            node.get("required")
                .forEach(
                    name ->
                        assertThat(node.get("properties").has(name.stringValue()))
                            .as("%s of %s", name, at)
                            .isTrue());
          }
        });
  }

  @Test
  void whatBothDocumentsDescribeIsTheSame() {
    JsonNode streams = ASYNC_API.at("/components/schemas");
    for (Map.Entry<String, JsonNode> schema : OPEN_API.at("/components/schemas").properties()) {
      if (streams.has(schema.getKey())) {
        assertThat(schema.getValue()).as(schema.getKey()).isEqualTo(streams.get(schema.getKey()));
      }
    }
  }

  @Test
  void closedSetsAreThoseOfTheCode() {
    for (Closed set : SETS) {
      JsonNode schema = ASYNC_API.at("/components/schemas/" + set.schema + "/enum");
      if (schema.isMissingNode()) {
        schema = OPEN_API.at("/components/schemas/" + set.schema + "/enum");
      }
      assertThat(schema.valueStream().map(JsonNode::asString))
          .as(set.schema)
          .containsExactlyInAnyOrderElementsOf(set.values);
    }
  }

  @Test
  void everyKindOfMessageIsDescribed() {
    List<String> types = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    for (JsonNode schema : ASYNC_API.at("/components/schemas")) {
      types.add(schema.at("/properties/type/const").asString(""));
      kinds.add(schema.at("/properties/kind/const").asString(""));
    }
    assertThat(types)
        .containsAll(Arrays.stream(MessageType.values()).map(MessageType::code).toList());
    kinds.removeIf(String::isEmpty);
    assertThat(kinds)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(BookKind.values()).map(BookKind::code).toList());
  }

  @Test
  void everyCodeIsAmongTheProblemsOfItsStatus() {
    for (ErrorCode code : ErrorCode.values()) {
      List<JsonNode> responses = new ArrayList<>();
      for (JsonNode response : OPEN_API.at("/components/responses")) {
        JsonNode members =
            response
                .path("content")
                .path("application/problem+json")
                .at("/schema/allOf/1/properties");
        if (members
            .at("/code/enum")
            .valueStream()
            .anyMatch(id -> id.asString().equals(code.id()))) {
          responses.add(members.at("/status/const"));
        }
      }
      assertThat(responses).as(code.id()).hasSize(1);
      assertThat(responses.getFirst().asInt()).as(code.id()).isEqualTo(code.status());
    }
  }

  @Test
  void examplesOfMessagesFit() {
    SchemaRegistry registry = registry(ProtocolSources.ASYNC_API, SpecificationVersion.DRAFT_7);
    for (Map.Entry<String, JsonNode> message : ASYNC_API.at("/components/messages").properties()) {
      JsonNode examples = message.getValue().get("examples");
      assertThat(examples).as(message.getKey()).isNotEmpty();
      String schema = message.getValue().at("/payload/$ref").asString();
      for (JsonNode example : examples) {
        fits(registry, schema, example.get("payload"));
      }
    }
  }

  @Test
  void examplesOfWhatClientsSendAreUnderstood() {
    ClientMessageReader reader = new ClientMessageReader(65_536, new DeliveryReader(10_000));
    Set<Class<?>> seen = new HashSet<>();
    for (JsonNode operation : ASYNC_API.get("operations")) {
      if (operation.get("action").asString().equals("receive")) {
        for (JsonNode reference : operation.get("messages")) {
          String name = reference.get("$ref").asString().replaceFirst(".*/", "");
          for (JsonNode example : ASYNC_API.at("/components/messages/" + name + "/examples")) {
            byte[] json = example.get("payload").toString().getBytes(UTF_8);
            assertThat(reader.read(json))
                .as(example.toString())
                .isInstanceOfSatisfying(
                    Reading.Understood.class, read -> seen.add(read.message().getClass()));
          }
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(ClientMessage.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void examplesOfSchemasFit(Path file) {
    SchemaRegistry registry = registry(file, SpecificationVersion.DRAFT_2020_12);
    JsonNode schemas = ProtocolSources.read(file).at("/components/schemas");
    for (Map.Entry<String, JsonNode> schema : schemas.properties()) {
      for (JsonNode example : schema.getValue().path("examples")) {
        fits(registry, "#/components/schemas/" + schema.getKey(), example);
      }
    }
  }

  @Test
  void examplesOfAnswersFit() {
    SchemaRegistry registry =
        registry(ProtocolSources.OPEN_API, SpecificationVersion.DRAFT_2020_12);
    List<String> seen = new ArrayList<>();
    walk(
        "",
        OPEN_API.get("paths"),
        (at, node) -> {
          if (node.has("schema") && node.path("examples").isObject()) {
            String pointer = "#/paths" + at.replace("{", "%7B").replace("}", "%7D") + "/schema";
            for (JsonNode example : node.get("examples")) {
              fits(registry, pointer, example.get("value"));
              seen.add(at);
            }
          }
        });
    assertThat(seen).hasSizeGreaterThan(8);
  }

  private static SchemaRegistry registry(Path file, SpecificationVersion version) {
    Map<String, String> closed =
        Map.of("https://schemas.test/doc", ProtocolSources.closed(file).toString());
    return SchemaRegistry.withDefaultDialect(version, builder -> builder.schemas(closed));
  }

  private static void fits(SchemaRegistry registry, String pointer, JsonNode example) {
    Schema schema = registry.getSchema(SchemaLocation.of("https://schemas.test/doc" + pointer));
    assertThat(schema.validate(example)).as("%s of %s", example, pointer).isEmpty();
  }

  /** Shows every object of a tree, each with its pointer. */
  private static void walk(String at, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    if (node.isObject()) {
      if (!at.isEmpty()) {
        visitor.accept(at, node);
      }
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        walk(at + "/" + RestSchema.escaped(entry.getKey()), entry.getValue(), visitor);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(at + "/" + i, node.get(i), visitor);
      }
    }
  }
}

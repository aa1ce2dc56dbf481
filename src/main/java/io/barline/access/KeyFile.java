package io.barline.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the keys as they are kept in a file, strictly: a misspelt field is a fault. */
final class KeyFile {
  /** A longer file is not read. */
  static final long MOST_BYTES = 16 * 1024 * 1024;

  private static final Set<String> FIELDS =
      Set.of("id", "name", "sha256", "topics", "quotas", "expiresAt", "admin", "createdAt");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private KeyFile() {}

  /** The file is not what it should be; its message says how, and nothing that is secret. */
  static final class Malformed extends Exception {
    Malformed(String sentence) {
      super(sentence, null, false, false);
    }
  }

  static List<ApiKey> read(byte[] content) throws Malformed {
    JsonNode root;
    try {
      root = MAPPER.readTree(content);
    } catch (JacksonException e) {
      throw new Malformed(
          "it is not valid JSON"
              + (e.getLocation() == null
                  ? ""
                  : ": it goes wrong at line %d, column %d"
                      .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr())));
    }
    JsonNode list = root.path("keys");
    if (!list.isArray()) {
      throw new Malformed("it must be {\"keys\": [...]}");
    }
    Map<String, ApiKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        ApiKey key = key(list.get(i));
        if (keys.put(key.id(), key) != null) {
          throw new IllegalArgumentException("the id " + key.id() + " is there twice");
        }
      } catch (IllegalArgumentException wrong) {
        throw new Malformed("its keys[%d]: %s".formatted(i, wrong.getMessage()));
      }
    }
    return List.copyOf(keys.values());
  }

  private static ApiKey key(JsonNode node) {
    for (String field : node.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException(
            "it has a field that is none of id, name, sha256, topics, quotas, expiresAt, admin,"
                + " createdAt");
      }
    }
    return new ApiKey(
        text(node, "id"),
        text(node, "name"),
        text(node, "sha256"),
        topics(node.path("topics")),
        quotas(node),
        time(node, "expiresAt"),
        isAdmin(node),
        time(node, "createdAt"));
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException(field + " must be a text");
    }
    return value.stringValue();
  }

  private static List<String> topics(JsonNode node) {
    if (!node.isArray()) {
      throw new IllegalArgumentException("topics must be a list of patterns");
    }
    List<String> topics = new ArrayList<>();
    for (JsonNode each : node) {
      if (!each.isString()) {
        throw new IllegalArgumentException("topics must be a list of patterns");
      }
      topics.add(each.stringValue());
    }
    try {
      var _ = Entitlements.of(topics);
    } catch (IllegalArgumentException wrong) {
      throw unrepeated("a pattern is <exchange>:<channel>:<symbol>, such as binance:trades:*");
    }
    return topics;
  }

  private static Map<String, Integer> quotas(JsonNode node) {
    Map<String, Integer> quotas = new LinkedHashMap<>();
    JsonNode given = node.path("quotas");
    if (!given.isMissingNode() && !given.isObject()) {
      throw new IllegalArgumentException("quotas must be an object of numbers");
    }
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      if (!each.getValue().isInt()) {
        throw new IllegalArgumentException("each of the quotas must be a number");
      }
      quotas.put(each.getKey(), each.getValue().intValue());
    }
    try {
      var _ = Quotas.UNBOUNDED.with(quotas);
    } catch (IllegalArgumentException wrong) {
      throw unrepeated("quotas are 1 to 1000000 of " + Quotas.NAMES);
    }
    return quotas;
  }

  private static boolean isAdmin(JsonNode node) {
    JsonNode admin = node.path("admin");
    if (!admin.isMissingNode() && !admin.isBoolean()) {
      throw new IllegalArgumentException("admin must be true or false");
    }
    return admin.isBoolean() && admin.booleanValue();
  }

  private static @Nullable Instant time(JsonNode node, String field) {
    try {
      return node.hasNonNull(field) ? Instant.parse(text(node, field)) : null;
    } catch (DateTimeException wrong) {
      throw unrepeated(field + " must be a time like 2027-01-01T00:00:00Z");
    }
  }

  /** What is wrong without what stands there: somebody may have pasted a key in a wrong place. */
  private static IllegalArgumentException unrepeated(String right) {
    return new IllegalArgumentException(right);
  }

  /**
   * Puts the file in place whole or not at all: a new one for its owner's eyes only, another with
   * the owner, group and permissions that it had.
   *
   * @throws IOException also where these can't be kept
   */
  static void write(Path file, List<ApiKey> keys) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = createFolderOf(target);
    boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path draft = Files.createTempFile(folder, ".keys", ".tmp", mode);
    try {
      try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer content = ByteBuffer.wrap(MAPPER.writeValueAsBytes(Map.of("keys", list(keys))));
        while (content.hasRemaining()) {
          out.write(content);
        }
        out.force(true);
      }
      if (posix && Files.exists(target)) {
        keepAttributes(target, draft);
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void keepAttributes(Path target, Path draft) throws IOException {
    PosixFileAttributes before = Files.readAttributes(target, PosixFileAttributes.class);
    PosixFileAttributes now = Files.readAttributes(draft, PosixFileAttributes.class);
    try {
      Files.setPosixFilePermissions(draft, before.permissions());
      if (!before.group().equals(now.group())) {
        Files.setAttribute(draft, "posix:group", before.group());
      }
      if (!before.owner().equals(now.owner())) {
        Files.setOwner(draft, before.owner());
      }
    } catch (IOException e) {
      throw new IOException(
          "it belongs to %s:%s, which this user can't keep: run the command as its owner"
              .formatted(before.owner(), before.group()),
          e);
    }
  }

  /** Makes sure that there is a folder for that file. */
  static Path createFolderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("not the name of a file");
    }
    return Files.createDirectories(folder);
  }

  private static List<Map<String, Object>> list(List<ApiKey> keys) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (ApiKey key : keys) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", key.id());
      fields.put("name", key.name());
      fields.put("sha256", key.sha256());
      fields.put("topics", key.topics());
      if (!key.quotas().isEmpty()) {
        fields.put("quotas", key.quotas());
      }
      if (key.expiresAt() != null) {
        fields.put("expiresAt", key.expiresAt().toString());
      }
      if (key.admin()) {
        fields.put("admin", true);
      }
      if (key.createdAt() != null) {
        fields.put("createdAt", key.createdAt().toString());
      }
      list.add(fields);
    }
    return list;
  }
}

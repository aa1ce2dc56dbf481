package io.barline.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** A description of the protocol in one notation, to be served as it is. */
final class ProtocolDocument {
  private final byte[] bytes;
  private final String tag;

  private ProtocolDocument(byte[] bytes, String tag) {
    this.bytes = bytes;
    this.tag = tag;
  }

  /** As it was written; {@code name} is that of a resource under {@code protocol}. */
  static ProtocolDocument yaml(String name) {
    try (InputStream in = ProtocolDocument.class.getResourceAsStream("/protocol/" + name)) {
      return of(Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same as JSON. */
  ProtocolDocument json() {
    Object content =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(new String(bytes, UTF_8));
    return of(JsonMapper.shared().writeValueAsBytes(content));
  }

  /** The whole document, UTF-8. It is shared: nobody changes it. */
  byte[] bytes() {
    return bytes;
  }

  /** Changes when the document does. */
  String tag() {
    return tag;
  }

  private static ProtocolDocument of(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new ProtocolDocument(bytes, HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}

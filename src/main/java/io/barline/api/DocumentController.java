package io.barline.api;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The documents that describe the protocol, {@code /asyncapi.yaml} of the streams and {@code
 * /openapi.yaml} of REST, and both as JSON. Each is read when it is first asked for.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9512">RFC 9512: the YAML media type</a>
 */
@RestController
@RequestMapping("/api/v1")
final class DocumentController {
  private static final MediaType YAML =
      new MediaType(MediaType.APPLICATION_YAML, StandardCharsets.UTF_8);

  private final Supplier<ProtocolDocument> asyncApi = document("asyncapi.yaml");
  private final Supplier<ProtocolDocument> asyncApiAsJson = json(asyncApi);
  private final Supplier<ProtocolDocument> openApi = document("openapi.yaml");
  private final Supplier<ProtocolDocument> openApiAsJson = json(openApi);

  private static Supplier<ProtocolDocument> document(String name) {
    return SingletonSupplier.of(() -> ProtocolDocument.yaml(name));
  }

  private static Supplier<ProtocolDocument> json(Supplier<ProtocolDocument> yaml) {
    return SingletonSupplier.of(() -> yaml.get().json());
  }

  @GetMapping("/asyncapi.yaml")
  ResponseEntity<byte[]> asyncApi() {
    return answer(asyncApi.get(), YAML);
  }

  @GetMapping("/asyncapi.json")
  ResponseEntity<byte[]> asyncApiAsJson() {
    return answer(asyncApiAsJson.get(), MediaType.APPLICATION_JSON);
  }

  @GetMapping("/openapi.yaml")
  ResponseEntity<byte[]> openApi() {
    return answer(openApi.get(), YAML);
  }

  @GetMapping("/openapi.json")
  ResponseEntity<byte[]> openApiAsJson() {
    return answer(openApiAsJson.get(), MediaType.APPLICATION_JSON);
  }

  /** A copy may be kept, but is compared by its tag: another gateway may stand at this address. */
  private static ResponseEntity<byte[]> answer(ProtocolDocument document, MediaType type) {
    return ResponseEntity.ok()
        .contentType(type)
        .eTag(document.tag())
        .cacheControl(CacheControl.noCache())
        .body(document.bytes());
  }
}

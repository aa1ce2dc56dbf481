package io.barline.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.access.Access;
import io.barline.access.AccessConfiguration;
import io.barline.access.AccessSettings;
import io.barline.access.KeysCommand;
import io.barline.access.Neighbourhood;
import io.barline.access.Occupancy;
import io.barline.access.Sites;
import io.barline.access.Traffic;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

/** What lies outside of the API: reading is for all who reach it, changing is not. */
class ManagementAccessTest {
  private static final String ELSEWHERE = "192.0.2.7";

  @TempDir Path folder;

  private String key(String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> arguments =
        new ArrayList<>(List.of("create", "--name", "ops", "--topics", "*:*:*"));
    arguments.addAll(List.of(options));
    assertThat(
            new KeysCommand(
                    Map.of("BARLINE_ACCESS_KEYSFILE", folder.resolve("keys.json").toString()),
                    new PrintStream(out, true, UTF_8),
                    new PrintStream(PrintStream.nullOutputStream(), true, UTF_8),
                    Clock.systemUTC())
                .run(arguments))
        .isZero();
    return out.toString(UTF_8).strip();
  }

  private AccessFilter filter(boolean open, String... hosts) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("barline.access.keys-file", folder.resolve("keys.json").toString());
    settings.put("barline.access.open", open);
    settings.put("barline.access.hosts", String.join(",", hosts));
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("test", settings));
      context.registerBean(Clock.class, Clock::systemUTC);
      context.register(AccessConfiguration.class);
      context.refresh();
      return new AccessFilter(
          context.getBean(Access.class),
          context.getBean(Traffic.class),
          context.getBean(Occupancy.class),
          context.getBean(Neighbourhood.class),
          context.getBean(Sites.class),
          context.getBean(AccessSettings.class));
    }
  }

  private static MockServerHttpRequest.BodyBuilder change(String from) {
    return MockServerHttpRequest.post("http://127.0.0.1:8081/actuator/loggers/root")
        .header("Host", "127.0.0.1:8081")
        .remoteAddress(new InetSocketAddress(from, 5_000));
  }

  private static boolean passes(AccessFilter filter, MockServerHttpRequest request) {
    AtomicBoolean passed = new AtomicBoolean();
    filter
        .filter(
            MockServerWebExchange.from(request),
            _ -> {
              passed.set(true);
              return Mono.empty();
            })
        .block();
    return passed.get();
  }

  private static void assertRefused(
      AccessFilter filter, MockServerHttpRequest request, ErrorCode code) {
    assertThatThrownBy(() -> passes(filter, request))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  @Test
  void withoutKeysOnlyThisMachineChangesAnything() {
    AccessFilter filter = filter(false);
    assertThat(passes(filter, change("127.0.0.1").build())).isTrue();
    assertRefused(filter, change(ELSEWHERE).build(), ErrorCode.UNAUTHORIZED);
    assertRefused(
        filter,
        change("127.0.0.1").header("X-Forwarded-For", ELSEWHERE).build(),
        ErrorCode.UNAUTHORIZED);
    assertThat(
            passes(
                filter,
                MockServerHttpRequest.get("http://127.0.0.1:8081/actuator/health")
                    .remoteAddress(new InetSocketAddress(ELSEWHERE, 5_000))
                    .build()))
        .isTrue();
  }

  @Test
  void anOpenGatewayIsNotChangedFromElsewhere() {
    AccessFilter filter = filter(true);
    assertRefused(filter, change(ELSEWHERE).build(), ErrorCode.UNAUTHORIZED);
    assertThat(passes(filter, change("127.0.0.1").build())).isTrue();
    assertRefused(
        filter,
        MockServerHttpRequest.post("http://127.0.0.1:8081/actuator/loggers/root").build(),
        ErrorCode.UNAUTHORIZED);
  }

  @Test
  void pagesAndForeignNamesAreKeptOut() {
    AccessFilter filter = filter(false);
    assertRefused(
        filter,
        change("127.0.0.1").header("Origin", "https://evil.example").build(),
        ErrorCode.BAD_ORIGIN);
    assertRefused(
        filter,
        MockServerHttpRequest.get("http://evil.example/actuator/health")
            .header("Host", "evil.example")
            .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000))
            .build(),
        ErrorCode.BAD_ORIGIN);
  }

  private static MockServerHttpRequest.BaseBuilder<?> called(String host, String path) {
    return MockServerHttpRequest.post("http://" + host + path)
        .header("Host", host)
        .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000));
  }

  private static MockServerHttpRequest page(String host, String path) {
    return called(host, path).header("Origin", "http://" + host).build();
  }

  @Test
  void aNameThatPointsHereForAMomentChangesNothingInAnyMode() {
    String evil = "evil.example:8081";
    String loggers = "/actuator/loggers/root";
    assertRefused(filter(false), page(evil, loggers), ErrorCode.BAD_ORIGIN);
    assertRefused(filter(true), page(evil, loggers), ErrorCode.BAD_ORIGIN);
    var _ = key();
    AccessFilter withKeys = filter(false);
    assertRefused(withKeys, page(evil, loggers), ErrorCode.BAD_ORIGIN);
    assertThat(passes(withKeys, page("localhost:8081", loggers))).isTrue();
  }

  @Test
  void anOpenGatewayAnswersToNamesOfItsOwn() {
    String topics = "/api/v1/subscriptions";
    assertRefused(filter(true), page("evil.example", topics), ErrorCode.BAD_ORIGIN);
    assertThat(passes(filter(true), page("127.0.0.1:8080", topics))).isTrue();
    assertThat(passes(filter(true), called("barline:8080", topics).build())).isTrue();
    assertRefused(filter(true), called("gateway.lan", topics).build(), ErrorCode.BAD_ORIGIN);
    AccessFilter named = filter(true, "gateway.lan");
    assertThat(passes(named, page("gateway.lan", topics))).isTrue();
    assertRefused(named, called("evil.example", topics).build(), ErrorCode.BAD_ORIGIN);
  }

  @Test
  void noOtherSpellingOfAPathGetsAroundTheKey() {
    var _ = key();
    AccessFilter filter = filter(false);
    for (String path : List.of("/%61pi/v1/topics", "/api;x/v1/topics", "/%41ctuator/health")) {
      MockServerHttpRequest request =
          MockServerHttpRequest.method(HttpMethod.GET, URI.create("http://localhost" + path))
              .header("Host", "localhost")
              .build();
      assertRefused(filter, request, ErrorCode.BAD_REQUEST);
    }
    assertRefused(
        filter,
        MockServerHttpRequest.get("http://localhost/other").build(),
        ErrorCode.UNAUTHORIZED);
    assertThat(passes(filter, MockServerHttpRequest.get("http://localhost/problems").build()))
        .isTrue();
  }

  @Test
  void withKeysAnAdminChangesThingsFromElsewhere() {
    String admin = key("--admin");
    String other = key();
    AccessFilter filter = filter(true);
    assertRefused(filter, change(ELSEWHERE).build(), ErrorCode.UNAUTHORIZED);
    assertRefused(
        filter, change(ELSEWHERE).header("X-API-Key", other).build(), ErrorCode.NOT_ENTITLED);
    assertThat(passes(filter, change(ELSEWHERE).header("X-API-Key", admin).build())).isTrue();
  }
}

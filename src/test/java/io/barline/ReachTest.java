package io.barline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.access.Access;
import io.barline.access.AccessConfiguration;
import io.barline.access.AccessSettings;
import io.barline.access.Misconfiguration;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class ReachTest {
  @TempDir Path folder;

  private Reach reach(String address, boolean keys, boolean open) throws Exception {
    Path file = folder.resolve("keys.json");
    if (keys) {
      Files.writeString(file, "{\"keys\": []}");
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("barline.access.keys-file", file.toString());
    settings.put("barline.access.open", open);
    ServerProperties server = new ServerProperties();
    server.setAddress(InetAddress.getByName(address));
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("test", settings));
      context.registerBean(Clock.class, Clock::systemUTC);
      context.register(AccessConfiguration.class);
      context.refresh();
      return new Reach(
          server, context.getBean(Access.class), context.getBean(AccessSettings.class));
    }
  }

  @Test
  void servesNoNetworkWithoutKeysUnlessToldTo() {
    assertThatThrownBy(() -> reach("0.0.0.0", false, false))
        .isInstanceOfSatisfying(
            Misconfiguration.class,
            why -> {
              assertThat(why).hasMessageContaining("0.0.0.0").hasMessageContaining("no API keys");
              assertThat(why.action())
                  .contains("keys create", "BARLINE_ADDRESS=127.0.0.1", "BARLINE_ACCESS_OPEN=true");
            });
  }

  @Test
  void tellsWhoCanReachIt() throws Exception {
    assertThat(reach("127.0.0.1", false, false).sentence())
        .isEqualTo("this machine only: there are no API keys");
    assertThat(reach("0.0.0.0", false, true).sentence())
        .isEqualTo("all of the network, without any key, as barline.access.open is true");
    assertThat(reach("127.0.0.1", true, false).sentence())
        .isEqualTo("this machine only, with an API key");
    assertThat(reach("0.0.0.0", true, true).sentence())
        .isEqualTo("all of the network, with an API key");
  }
}

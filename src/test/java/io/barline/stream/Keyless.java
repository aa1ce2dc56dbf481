package io.barline.stream;

import io.barline.access.Access;
import io.barline.access.AccessConfiguration;
import io.barline.access.AccessSettings;
import io.barline.access.Occupancy;
import io.barline.access.Traffic;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** What a gateway without keys lets in. */
final class Keyless {
  private static final Gate GATE = make();

  private Keyless() {}

  static Gate gate() {
    return GATE;
  }

  private static Gate make() {
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "test", Map.of("barline.access.keys-file", "target/no-keys.json")));
      context.registerBean(Clock.class, Clock::systemUTC);
      context.register(AccessConfiguration.class);
      context.refresh();
      return new Gate(
          context.getBean(Access.class),
          context.getBean(AccessSettings.class),
          context.getBean(Occupancy.class),
          context.getBean(Traffic.class));
    }
  }
}

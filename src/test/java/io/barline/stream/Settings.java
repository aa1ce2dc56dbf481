package io.barline.stream;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Settings with small limits. */
final class Settings {
  private Settings() {}

  static StreamSettings small() {
    return small(64);
  }

  static StreamSettings small(int queueMessages) {
    return new StreamSettings(
        Duration.ofSeconds(15),
        3,
        DataSize.ofKilobytes(4),
        queueMessages,
        65_536,
        10_000,
        DataSize.ofMegabytes(1),
        Duration.ofMillis(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }
}

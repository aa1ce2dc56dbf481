package io.barline.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramedAccessTest {
  private static Access.Framed framed(String host, int port, String prologue, int maxFrame) {
    return new Access.Framed(
        host, port, prologue, "hello", "secret", null, maxFrame, Duration.ofSeconds(9));
  }

  @Test
  void aFramedConnectionIsShownByItsAddressAlone() {
    Access.Framed framed = framed("localhost", 4001, "API\0", 1);
    assertThat(framed).hasToString("localhost:4001");
    assertThat(framed.readyWithin(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(9));
    assertThat(framed.login()).isEqualTo("secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void aPortIsOneOfTcp(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> framed("localhost", port, "", 1))
        .withMessage("port must be from 1 to 65535: " + port);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> framed(" ", 1, "", 1))
        .withMessage("host must not be blank: \" \"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> framed("localhost", 1, "é", 1))
        .withMessage("prologue must be ASCII: é");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> framed("localhost", 1, "", 0))
        .withMessage("max-frame must be at least 1 byte: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Access.Framed("localhost", 1, "", "hello", null, null, 1, Duration.ofMillis(0)))
        .withMessage("ready must be more than 0s: PT0S");
  }
}

package io.barline.exchange.ccxt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private static final Pattern FRAME = Pattern.compile("^\\| `(\\{\"t\":\"([a-z]+)\".*?})` \\|");

  private static List<Inbound> read(String frame) {
    List<Inbound> told = new ArrayList<>();
    byte[] bytes = frame.getBytes(UTF_8);
    new BridgeDecoder(_ -> null).decode(bytes, 0, bytes.length, 1, told::add);
    return told;
  }

  @Test
  void everyNoticeOfTheProtocolIsRead() throws IOException {
    Set<String> data = Set.of("trades", "ohlcv", "ticker", "book", "reset", "hb");
    Set<String> read = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("ccxt-bridge", "PROTOCOL.md"))) {
      Matcher frame = FRAME.matcher(line);
      if (frame.find() && !data.contains(frame.group(2))) {
        assertThat(read(frame.group(1)))
            .as(line)
            .singleElement()
            .isNotInstanceOfAny(Inbound.Heartbeat.class, Inbound.Unrecognized.class);
        read.add(frame.group(2));
      }
    }
    assertThat(read).hasSameSizeAs(Notices.Kind.values());
  }

  @Test
  void tellsHowLongAgoTheExchangeWasAsked() {
    assertThat(read("{\"t\":\"looked\",\"name\":\"trades:BTC/USD\",\"agoMs\":120}"))
        .containsExactly(new Inbound.Looked("trades:BTC/USD", 120));
  }
}

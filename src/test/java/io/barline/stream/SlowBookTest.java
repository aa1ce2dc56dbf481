package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.Topic;
import io.barline.market.Trade;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that stops to read a busy order book for a while, over a real socket. */
@Timeout(60)
class SlowBookTest {
  private static final Topic TOPIC = new Topic("x", new Channel.Book(1_000), "A");
  private static final Instrument INSTRUMENT =
      new Instrument(
          "x",
          "spot",
          "A",
          "A",
          Instrument.Type.SPOT,
          "A",
          "USD",
          null,
          null,
          null,
          null,
          true,
          false);

  private final BookClient client = new BookClient();

  /** The size at each price; on the owner's thread. */
  private int size = 1;

  @Test
  void isNotClosedButGetsTheBookAnew() throws Exception {
    try (TestGateway gateway = TestGateway.start("barline.stream.queue-bytes=1MB");
        HttpClient http = HttpClient.newHttpClient();
        BufferedReader events = open(http, gateway)) {
      Market market = gateway.market();
      market.onStream(
          TOPIC,
          stream -> {
            stream.snapshots(this::snapshot);
            stream.publish(snapshot());
          });
      for (int leftOut = 0; leftOut < 50; ) {
        long waiting = gateway.doors().clients().getFirst().waitingBytes();
        change(market);
        // Nobody reads, so what is added stays. One for one may go for a while, but not so often.
        long after = gateway.doors().clients().getFirst().waitingBytes();
        leftOut = waiting > 1 << 16 && after == waiting ? leftOut + 1 : 0;
      }

      while (client.lagged < 50 || !hasAll(size)) {
        read(events);
      }
      int snapshots = client.snapshots;
      change(market);
      while (!hasAll(size)) {
        read(events);
      }
      assertThat(client.snapshots).isEqualTo(snapshots);
      assertThat(client.lagged).isLessThan(size);
    }
  }

  private void change(Market market) {
    market.onStream(
        TOPIC,
        stream -> {
          size++;
          stream.publish(new BookDelta(INSTRUMENT, 1_000, 0, 0, size, levels(), List.of(), 0, 1));
        });
  }

  private BookSnapshot snapshot() {
    return new BookSnapshot(INSTRUMENT, 1_000, Trade.NO_SEQUENCE, levels(), List.of(), 0, 1);
  }

  private List<Level> levels() {
    List<Level> levels = new ArrayList<>();
    for (int price = 1_000; price > 0; price--) {
      levels.add(new Level(Decimal.of(price, 0), Decimal.of(size, 0)));
    }
    return levels;
  }

  private boolean hasAll(int size) {
    var book = client.book;
    return book != null && book.size() == 1_000 && book.values().stream().allMatch(s -> s == size);
  }

  private void read(BufferedReader events) throws IOException {
    String line = events.readLine();
    assertThat(line).as("the stream goes on").isNotNull();
    if (line.startsWith("data: ")) {
      ProtocolSchema.checked(line.substring("data: ".length()));
    }
    if (line.startsWith("data: ") && line.contains("\"topic\":\"x:book.1000:A\",\"epoch\"")) {
      client.read(line.substring("data: ".length()));
    }
  }

  private static BufferedReader open(HttpClient http, TestGateway gateway) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:%d/api/v1/stream?topics=%s".formatted(gateway.port(), TOPIC));
    HttpResponse<InputStream> response =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }
}

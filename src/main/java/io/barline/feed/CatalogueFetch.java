package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Segment;
import io.barline.market.Instrument;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the instruments of one exchange, segment by segment, and keeps the earlier list of a
 * segment whose new one can't be had. It blocks, and is for one thread at a time.
 */
final class CatalogueFetch {
  private final Exchange exchange;
  private final HttpClient client;
  private final Duration timeout;
  private final Map<Segment, List<Instrument>> segments = new HashMap<>();

  CatalogueFetch(Exchange exchange, HttpClient client, Duration timeout) {
    this.exchange = exchange;
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * What is known now.
   *
   * @param error why a segment's list could not be had, the last one where several could not; null
   *     where all could
   */
  record Outcome(List<Instrument> instruments, @Nullable String error) {}

  Outcome fetch() throws InterruptedException {
    String error = null;
    for (Segment segment : exchange.segments()) {
      try {
        segments.put(segment, fetch(segment));
      } catch (IOException | RuntimeException broken) {
        error = "%s: %s".formatted(segment.id(), describe(broken));
      }
    }
    List<Instrument> all = new ArrayList<>();
    for (Segment segment : exchange.segments()) {
      all.addAll(segments.getOrDefault(segment, List.of()));
    }
    return new Outcome(all, error);
  }

  private List<Instrument> fetch(Segment segment) throws IOException, InterruptedException {
    List<Instrument> instruments = new ArrayList<>();
    for (RestRequest request : exchange.catalogueRequests(segment)) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(request.uri()).timeout(timeout).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException("%s answered %d".formatted(request.uri(), answer.statusCode()));
      }
      instruments.addAll(exchange.readCatalogue(segment, answer.body()));
    }
    return instruments;
  }

  private static String describe(Throwable error) {
    return error.getMessage() == null
        ? error.getClass().getSimpleName()
        : error.getClass().getSimpleName() + ": " + error.getMessage();
  }
}

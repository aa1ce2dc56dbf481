package io.barline.feed;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Segment;
import io.barline.market.Instrument;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for the instruments of one segment of an exchange. It blocks. */
final class CatalogueFetch {
  /** The wait once an exchange has barred this address, which asking more often may prolong. */
  private static final Duration BARRED = Duration.ofMinutes(5);

  /** The longest Retry-After that is believed. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(3);

  private final Exchange exchange;
  private final Segment segment;
  private final HttpClient client;
  private final Duration timeout;
  private final long maxSize;

  CatalogueFetch(Exchange exchange, Segment segment, HttpClient client, FeedSettings settings) {
    this.exchange = exchange;
    this.segment = segment;
    this.client = client;
    this.timeout = settings.catalogueTimeout();
    this.maxSize = settings.catalogueMaxSize().toBytes();
  }

  /** What came of asking. */
  sealed interface Answer {
    /**
     * The whole list.
     *
     * @param instruments at least one
     */
    record Listed(List<Instrument> instruments) implements Answer {}

    /**
     * No list, or not all of it.
     *
     * @param atLeast the least time before it may be asked again; zero where the exchange names
     *     none
     */
    record Failed(String reason, Duration atLeast) implements Answer {}
  }

  Answer fetch() throws InterruptedException {
    List<Instrument> instruments = new ArrayList<>();
    try {
      Deque<RestRequest> requests = new ArrayDeque<>(exchange.catalogueRequests(segment));
      while (!requests.isEmpty()) {
        RestRequest request = requests.removeFirst();
        HttpResponse<byte[]> answer = ask(request);
        if (answer.statusCode() != 200) {
          return new Answer.Failed(
              "%s answered %d".formatted(request, answer.statusCode()), atLeast(answer));
        }
        CataloguePage page = exchange.readCatalogue(segment, answer.body());
        instruments.addAll(page.instruments());
        requests.addAll(page.next());
      }
    } catch (IOException lost) {
      return new Answer.Failed(String.valueOf(lost.getMessage()), Duration.ZERO);
    } catch (RuntimeException broken) {
      return new Answer.Failed(describe(broken), Duration.ZERO);
    }
    return instruments.isEmpty()
        ? new Answer.Failed("the list is empty", Duration.ZERO)
        : new Answer.Listed(instruments);
  }

  /** The timeout of a request ends with its headers, so the whole answer is waited for here. */
  private HttpResponse<byte[]> ask(RestRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(http(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxSize));
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new IOException("%s: no whole answer within %s".formatted(request, timeout), late);
    } catch (ExecutionException broken) {
      if (Thread.currentThread().isInterrupted()) { // the client was shut down with us
        throw new InterruptedException();
      }
      Throwable cause = broken.getCause() == null ? broken : broken.getCause();
      throw new IOException("%s: %s".formatted(request, describe(cause)), broken);
    } finally {
      answer.cancel(true); // closes the connection of an answer that is still on its way
    }
  }

  private static HttpRequest http(RestRequest request) {
    HttpRequest.Builder http = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(http::header);
    String body = request.body();
    return (body == null ? http : http.POST(HttpRequest.BodyPublishers.ofString(body))).build();
  }

  private static Duration atLeast(HttpResponse<?> refusal) {
    return switch (refusal.statusCode()) {
      case 403, 451 -> BARRED;
      case 418 -> longer(BARRED, retryAfter(refusal)); // how some exchanges tell of a ban
      case 429, 503 -> retryAfter(refusal);
      default -> Duration.ZERO;
    };
  }

  private static Duration retryAfter(HttpResponse<?> refusal) {
    String seconds = refusal.headers().firstValue("Retry-After").orElse("");
    if (!seconds.matches("[0-9]{1,9}")) {
      return Duration.ZERO;
    }
    Duration told = Duration.ofSeconds(Long.parseLong(seconds));
    return told.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : told;
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static String describe(Throwable error) {
    return error.getMessage() == null
        ? error.getClass().getSimpleName()
        : error.getClass().getSimpleName() + ": " + error.getMessage();
  }
}

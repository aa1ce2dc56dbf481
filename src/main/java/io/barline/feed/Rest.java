package io.barline.feed;

import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.market.UtcNanos;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The REST interface of one segment of an exchange, asked within its budget: a request waits until
 * there is weight for it, and until a ban is over. It blocks, so it is for virtual threads.
 */
final class Rest {
  /** The wait once an exchange has barred this address, which asking more often may prolong. */
  private static final Duration BARRED = Duration.ofMinutes(5);

  /** The longest Retry-After that is believed. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(3);

  /** Most requests under way at a time. */
  private static final int AT_ONCE = 4;

  private final HttpClient client;
  private final FeedSettings settings;
  private final Clock clock;
  private final WeightBucket budget;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private long barredUntil;

  Rest(HttpClient client, RestBudget budget, FeedSettings settings, Clock clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
    this.budget = new WeightBucket(budget.weight(), budget.window().toNanos());
  }

  /** What came of asking. */
  sealed interface Reply {
    @SuppressWarnings("ArrayRecordComponent") // answers are read, never compared
    record Answered(byte[] body) implements Reply {}

    /**
     * No answer, or one that is none.
     *
     * @param atLeast the least time before it may be asked again; zero where the exchange names
     *     none
     */
    record Failed(String reason, Duration atLeast) implements Reply {}
  }

  /**
   * Asks, as soon as the budget allows.
   *
   * @throws InterruptedException if the thread is interrupted or the client was shut down
   */
  Reply ask(RestRequest request) throws InterruptedException {
    turns.acquire();
    try {
      for (long wait = reserve(request.weight()); wait > 0; wait = reserve(request.weight())) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      HttpResponse<byte[]> answer = send(request);
      if (answer.statusCode() == 200) {
        return new Reply.Answered(answer.body());
      }
      Duration atLeast = atLeast(answer);
      bar(atLeast);
      return new Reply.Failed("%s answered %d".formatted(request, answer.statusCode()), atLeast);
    } catch (IOException lost) {
      return new Reply.Failed(String.valueOf(lost.getMessage()), Duration.ZERO);
    } finally {
      turns.release();
    }
  }

  private synchronized long reserve(int weight) {
    long now = UtcNanos.now(clock);
    return now < barredUntil ? barredUntil - now : budget.take(weight, now);
  }

  /**
   * Nothing is asked of this interface for that time: who is told to wait and does not, is banned.
   */
  private synchronized void bar(Duration time) {
    barredUntil = Math.max(barredUntil, UtcNanos.now(clock) + time.toNanos());
  }

  /** The timeout of a request ends with its headers, so the whole answer is waited for here. */
  private HttpResponse<byte[]> send(RestRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            http(request),
            BodyHandlers.limiting(
                BodyHandlers.ofByteArray(), settings.catalogueMaxSize().toBytes()));
    Duration timeout = settings.catalogueTimeout();
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

  static String describe(Throwable error) {
    return error.getMessage() == null
        ? error.getClass().getSimpleName()
        : error.getClass().getSimpleName() + ": " + error.getMessage();
  }
}

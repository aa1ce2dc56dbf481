package io.barline.feed;

import io.barline.exchange.Excerpt;
import io.barline.exchange.RestAccess;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import io.barline.market.UtcNanos;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The REST interface of one segment of an exchange, asked within its budget: a request waits a
 * little until there is weight for it, and is not made at all while its host bars this address. It
 * blocks, so it is for virtual threads.
 */
final class Rest {
  /** The longest that a request waits for its turn and for weight. */
  static final Duration MOST_WAIT = Duration.ofSeconds(10);

  /** Most requests under way at a time. */
  static final int AT_ONCE = 4;

  /** Most of those under way that can wait, besides. */
  private static final int AT_ONCE_IN_BACKGROUND = 2;

  /** Most bytes of an answer that a reason quotes. */
  private static final int LONGEST_QUOTE = 160;

  /** For exchanges all of whose questions are asked by HTTP. */
  static final Asker NOBODY =
      request ->
          Reply.Failed.notAsked("not asked: nobody takes the question " + request, Duration.ZERO);

  private final HttpClient client;
  private final Asker inquiries;
  private final FeedSettings settings;
  private final Clock clock;
  private final Duration forbidden;
  private final Bans bans;
  private final Pause pause;
  private final WeightBucket weight;
  private final @Nullable String usedHeader;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final Semaphore backgroundTurns = new Semaphore(AT_ONCE_IN_BACKGROUND, true);

  /**
   * @param weight what is left of {@code budget}, shared by all who have it together
   * @param bans shared by all who may ask the same hosts
   */
  Rest(
      HttpClient client,
      RestBudget budget,
      WeightBucket weight,
      Bans bans,
      FeedSettings settings,
      Clock clock,
      Pause pause) {
    this(client, NOBODY, budget, weight, bans, settings, clock, pause);
  }

  /**
   * As the other.
   *
   * @param inquiries asks what is not asked by HTTP
   */
  Rest(
      HttpClient client,
      Asker inquiries,
      RestBudget budget,
      WeightBucket weight,
      Bans bans,
      FeedSettings settings,
      Clock clock,
      Pause pause) {
    this.client = client;
    this.inquiries = inquiries;
    this.settings = settings;
    this.clock = clock;
    this.forbidden = budget.forbidden();
    this.bans = bans;
    this.pause = pause;
    this.weight = weight;
    this.usedHeader = budget.usedHeader();
  }

  /** Asks, once the budget allows. It blocks. */
  @FunctionalInterface
  interface Asker {
    /**
     * What came of it.
     *
     * @throws InterruptedException if the thread is interrupted or the gateway stops
     */
    Reply ask(RestRequest request) throws InterruptedException;
  }

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void sleep(long nanos) throws InterruptedException;
  }

  /** What came of asking. */
  sealed interface Reply {
    @SuppressWarnings("ArrayRecordComponent") // answers are read, never compared
    record Answered(byte[] body) implements Reply {}

    /**
     * No answer, or one that is none.
     *
     * @param reason a sentence without secrets
     * @param atLeast the least time before it may be asked again; zero where the exchange names
     *     none
     * @param status as {@link RestUnavailable#status}
     * @param body what the answer said, cut to {@link #LONGEST_BODY}
     * @param asked whether the request was made at all
     */
    @SuppressWarnings("ArrayRecordComponent") // answers are read, never compared
    record Failed(String reason, Duration atLeast, int status, byte[] body, boolean asked)
        implements Reply {
      /** The most bytes of a body that are kept. */
      static final int LONGEST_BODY = 2_048;

      private static final byte[] NOTHING = {};

      /** No answer at all. */
      Failed(String reason) {
        this(reason, Duration.ZERO, 0, NOTHING, true);
      }

      static Failed notAsked(String reason, Duration atLeast) {
        return new Failed(reason, atLeast, 0, NOTHING, false);
      }

      RestUnavailable exception() {
        return asked
            ? new RestUnavailable(reason, status, atLeast)
            : RestUnavailable.notAsked(reason, atLeast);
      }
    }
  }

  /**
   * Asks, as soon as the budget allows.
   *
   * @throws InterruptedException if the thread is interrupted or the client was shut down
   */
  Reply ask(RestRequest request) throws InterruptedException {
    return ask(request, false);
  }

  private Reply ask(RestRequest request, boolean background) throws InterruptedException {
    String impossible = request.impossible();
    if (impossible != null) {
      return Reply.Failed.notAsked("not asked: " + impossible, Duration.ZERO);
    }
    Asker asker = asker(request);
    if (asker == null) {
      return new Reply.Failed(unbuilt(request) + " could not be built: a header is not valid");
    }
    long deadline = now() + MOST_WAIT.toNanos();
    Semaphore turns = background ? backgroundTurns : this.turns;
    while (turns.tryAcquire(deadline - now(), TimeUnit.NANOSECONDS)) {
      long wait;
      try {
        Bans.Ban ban = bans.of(request.uri(), now());
        if (ban != null) {
          return Reply.Failed.notAsked(ban.reason(), ban.left());
        }
        wait = weight.take(request.weight(), background, now());
        if (wait == 0) {
          return sendCounted(request, asker, background);
        }
      } finally {
        turns.release();
      }
      if (wait > deadline - now()) {
        Duration rest = Duration.ofNanos(wait);
        return Reply.Failed.notAsked(
            "not asked: what the exchange allows is used up for another " + rest, rest);
      }
      pause.sleep(wait);
    }
    return Reply.Failed.notAsked(
        "not asked: others went before it for " + MOST_WAIT, Duration.ZERO);
  }

  /**
   * Its weight is spent even where no connection was had: what refuses one may count it, and asking
   * all the more often then would be of no use.
   */
  private Reply sendCounted(RestRequest request, Asker asker, boolean background)
      throws InterruptedException {
    try {
      return asker.ask(request);
    } finally {
      weight.ended(request.weight(), background, now());
    }
  }

  private long now() {
    return UtcNanos.now(clock);
  }

  /**
   * For what can wait, such as the repair of the past: it leaves at least half of the weight that
   * is there, and the turns, to the rest.
   */
  RestAccess background() {
    return request ->
        switch (ask(request, true)) {
          case Reply.Answered(byte[] body) -> body;
          case Reply.Failed failed -> throw failed.exception();
        };
  }

  /** What the exchange has counted is believed where it is more than what is known here. */
  private void count(HttpResponse<?> answer, long now) {
    if (usedHeader != null) {
      String used = answer.headers().firstValue(usedHeader).orElse("");
      if (used.matches("[0-9]{1,9}")) {
        weight.told(Integer.parseInt(used), now);
      }
    }
  }

  private Reply send(RestRequest request, HttpRequest http) throws InterruptedException {
    try {
      HttpResponse<byte[]> answer = answer(request, http);
      int status = answer.statusCode();
      long now = now();
      count(answer, now);
      if (status == 200) {
        bans.answered(request.uri(), now);
        return new Reply.Answered(answer.body());
      }
      String reason = "%s answered %d%s".formatted(request, status, quoted(answer.body()));
      Duration atLeast =
          bans.refused(request.uri(), status, retryAfter(answer, now), forbidden, reason, now);
      byte[] body = answer.body();
      return new Reply.Failed(
          reason,
          atLeast,
          status,
          Arrays.copyOf(body, Math.min(body.length, Reply.Failed.LONGEST_BODY)),
          true);
    } catch (IOException lost) {
      return new Reply.Failed(String.valueOf(lost.getMessage()));
    }
  }

  /** The timeout of a request ends with its headers, so the whole answer is waited for here. */
  private HttpResponse<byte[]> answer(RestRequest request, HttpRequest http)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            http,
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

  /** Null where the request can't be built. */
  private @Nullable Asker asker(RestRequest request) {
    if (request.isInquiry()) {
      return inquiries;
    }
    HttpRequest http = http(request);
    return http == null ? null : same -> send(same, http);
  }

  /** Null where it can't be built: what the client says then quotes headers, and so secrets. */
  private static @Nullable HttpRequest http(RestRequest request) {
    try {
      HttpRequest.Builder http = HttpRequest.newBuilder(request.uri());
      if ("http".equals(request.uri().getScheme())) {
        http.version(HttpClient.Version.HTTP_1_1); // not all servers ignore the offer to upgrade
      }
      request.headers().forEach(http::header);
      String body = request.body();
      return (body == null ? http : http.POST(HttpRequest.BodyPublishers.ofString(body))).build();
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static String unbuilt(RestRequest request) {
    return (request.body() == null ? "GET " : "POST ") + request.uri();
  }

  private static Duration retryAfter(HttpResponse<?> refusal, long now) {
    return RetryAfter.parse(refusal.headers().firstValue("Retry-After").orElse(null), now);
  }

  static String describe(Throwable error) {
    String name = error.getClass().getSimpleName();
    if (error.getMessage() != null) {
      return name + ": " + error.getMessage();
    }
    Throwable cause = error.getCause();
    return cause == null ? name : name + " by " + describe(cause);
  }

  /** What an answer says, after a colon; nothing where it says nothing. */
  private static String quoted(byte[] body) {
    return body.length == 0 ? "" : ": " + Excerpt.of(body, 0, body.length, LONGEST_QUOTE);
  }
}

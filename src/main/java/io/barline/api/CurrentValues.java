package io.barline.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.barline.hub.Hub;
import io.barline.hub.LastValue;
import io.barline.hub.Subscriber;
import io.barline.hub.Variant;
import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.subscription.Demand;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * The present value of a topic. One that nobody holds is made to flow by asking, and goes on for
 * the linger. Blocks until the first data is there: for virtual threads.
 */
@Component
final class CurrentValues {
  private final Demand demand;
  private final Hub hub;
  private final Duration patience;

  CurrentValues(Demand demand, Hub hub, ApiSettings settings) {
    this.demand = demand;
    this.hub = hub;
    this.patience = settings.firstData();
  }

  /**
   * A value in an answer.
   *
   * @param state of its feed
   * @param message what a WebSocket client that comes now is sent
   */
  record Current(String topic, String state, String message) {}

  /**
   * What the topic tells now.
   *
   * @throws Refusal if it can't be told within {@link ApiSettings#firstData}
   */
  Current get(Topic topic) {
    CompletableFuture<LastValue> settled = new CompletableFuture<>();
    Subscriber listener = _ -> ask(topic, settled);
    try (Demand.Interest _ = demand.want(topic, Variant.PLAIN)) {
      hub.attach(topic, Variant.PLAIN, listener);
      LastValue value = within(topic, settled);
      return new Current(
          topic.toString(),
          requireNonNull(value.status()).state().code(),
          new String(requireNonNull(value.data()).json(), UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
    } finally {
      hub.detach(topic, Variant.PLAIN, listener);
    }
  }

  private void ask(Topic topic, CompletableFuture<LastValue> settled) {
    if (!settled.isDone()) {
      var _ =
          hub.last(topic, Variant.PLAIN)
              .thenAccept(
                  value -> {
                    if (value.isCurrent() || hasFailed(value)) {
                      settled.complete(value);
                    }
                  });
    }
  }

  private static boolean hasFailed(LastValue value) {
    FeedStatus status = value.status();
    return status != null && status.state() == FeedStatus.State.FAILED;
  }

  private LastValue within(Topic topic, CompletableFuture<LastValue> settled)
      throws InterruptedException {
    LastValue value;
    try {
      value = settled.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      value = lastWord(topic);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    if (value.isCurrent()) {
      return value;
    }
    throw refusal(topic, value);
  }

  /** What is known although it is not enough; nothing where the stream's owner has no time. */
  private LastValue lastWord(Topic topic) throws InterruptedException {
    try {
      return hub.last(topic, Variant.PLAIN).get(1, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      return LastValue.NONE;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Refusal refusal(Topic topic, LastValue value) {
    FeedStatus status = value.status();
    String state = status == null ? "connecting" : status.state().code();
    String why = value.lost();
    if (why == null && status != null) {
      why = status.reason();
    }
    Refusal refusal =
        new Refusal(
                ErrorCode.NOT_READY,
                "%s can't be told: it is %s%s, and no data to rely on came within %d ms"
                    .formatted(
                        topic, state, why == null ? "" : " (" + why + ")", patience.toMillis()))
            .value(topic.toString())
            .with("state", state);
    return why == null ? refusal : refusal.with("reason", why);
  }
}

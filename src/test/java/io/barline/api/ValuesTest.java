package io.barline.api;

import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.FeedStatus;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.subscription.FakeDemand;
import io.barline.subscription.FakeExchange;
import io.barline.subscription.Resolution;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;

/** A server whose topics tell something as soon as they are wanted. */
abstract class ValuesTest extends RestTest {
  @Autowired Hub hub;
  @Autowired FakeDemand demand;

  private final ExecutorService owner = Executors.newSingleThreadExecutor();
  private @Nullable Topic opened;

  @AfterEach
  void end() {
    demand.opening(_ -> {});
    if (opened != null) {
      hub.close(opened, Variant.PLAIN);
    }
    owner.shutdown();
  }

  /** Has these published when the topic is wanted for the first time. */
  void publishing(@Nullable MarketEvent book, MarketEvent... events) {
    demand.opening(
        topic -> {
          opened = topic;
          TopicStream stream = hub.open(topic, Variant.PLAIN, (Executor) owner);
          owner.execute(
              () -> {
                stream.snapshots(() -> book);
                for (MarketEvent event : events) {
                  stream.publish(event);
                }
              });
        });
  }

  static FeedStatus status(FeedStatus.State state, @Nullable String reason) {
    Resolution.Resolved btc =
        (Resolution.Resolved) new FakeExchange().resolve("binance:book.5:BTC/USDT");
    return new FeedStatus(btc.topic(), state, 0, 0, reason, 1);
  }
}

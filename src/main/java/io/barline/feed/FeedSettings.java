package io.barline.feed;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How upstream connections are kept.
 *
 * @param backoffMin the first wait before a connection is tried again
 * @param backoffMax the longest wait
 * @param stableAfter how long data must have flowed before the next wait starts at the minimum
 *     again
 * @param connectTimeout how long a connection may take to open, its handshake included
 * @param ackTimeout how long an exchange may take to answer a subscribe request
 * @param refusedRetry how long a connection that the exchange refused for the moment is not tried
 *     again, while its data comes from elsewhere
 * @param maxFrame the largest frame that is accepted, in bytes
 * @param clockTick how often the clock is looked at to close bars
 * @param catalogueTimeout how long an answer with instruments may take to arrive, its body included
 * @param catalogueRefresh how often they are fetched anew
 * @param catalogueMaxSize the largest such answer that is accepted
 * @param handoverGrace how long after its confirmation on another connection a stream that is quiet
 *     there is still had from the one that is replaced
 * @param packAfter how long what is wanted must have fit on fewer connections before one is given
 *     up
 */
@ConfigurationProperties("barline.feed")
public record FeedSettings(
    @DefaultValue("1s") Duration backoffMin,
    @DefaultValue("60s") Duration backoffMax,
    @DefaultValue("30s") Duration stableAfter,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("10s") Duration ackTimeout,
    @DefaultValue("5m") Duration refusedRetry,
    @DefaultValue("8388608") int maxFrame,
    @DefaultValue("20ms") Duration clockTick,
    @DefaultValue("20s") Duration catalogueTimeout,
    @DefaultValue("1h") Duration catalogueRefresh,
    @DefaultValue("64MB") DataSize catalogueMaxSize,
    @DefaultValue("2s") Duration handoverGrace,
    @DefaultValue("60s") Duration packAfter) {
  private static final Duration LONGEST_CONNECT_TIMEOUT = Duration.ofMinutes(10);

  public FeedSettings {
    if (backoffMin.compareTo(backoffMax) > 0 || backoffMin.isNegative() || backoffMin.isZero()) {
      throw new IllegalArgumentException(
          "barline.feed.backoff-min must be above zero and at most backoff-max: %s, %s"
              .formatted(backoffMin, backoffMax));
    }
    if (handoverGrace.isNegative() || packAfter.isNegative()) {
      throw new IllegalArgumentException(
          "barline.feed.handover-grace and pack-after must not be negative: %s, %s"
              .formatted(handoverGrace, packAfter));
    }
    positive("stable-after", stableAfter);
    positive("connect-timeout", connectTimeout);
    positive("ack-timeout", ackTimeout);
    positive("refused-retry", refusedRetry);
    positive("clock-tick", clockTick);
    positive("catalogue-refresh", catalogueRefresh);
    if (connectTimeout.compareTo(LONGEST_CONNECT_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "barline.feed.connect-timeout must be at most %s: %s"
              .formatted(LONGEST_CONNECT_TIMEOUT, connectTimeout));
    }
    if (maxFrame < 1) {
      throw new IllegalArgumentException(
          "barline.feed.max-frame must be at least 1 byte: " + maxFrame);
    }
    if (!catalogueTimeout.isPositive() || catalogueMaxSize.toBytes() <= 0) {
      throw new IllegalArgumentException(
          "barline.feed.catalogue-timeout and catalogue-max-size must be above zero: %s, %s"
              .formatted(catalogueTimeout, catalogueMaxSize));
    }
  }

  private static void positive(String setting, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "barline.feed.%s must be more than 0s: %s".formatted(setting, value));
    }
  }
}

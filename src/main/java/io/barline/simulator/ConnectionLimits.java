package io.barline.simulator;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the simulated exchange allows; a setting left out has the documented value of spot.
 *
 * @param messagesPerSecond most frames (control messages, pings and pongs) a second from one
 *     connection; beyond, it is closed
 * @param streams most streams of one connection; beyond, it is closed
 * @param attempts most connection attempts in {@code attemptWindow}; beyond, they are answered 429
 * @param pingInterval how often the exchange sends a ping frame
 * @param pongTimeout how long a ping may stay unanswered before the connection is closed
 * @param lifetime how long a connection lives before the exchange closes it
 * @param weightPerMinute most REST weight in a minute of the clock; beyond, requests are answered
 *     429
 */
public record ConnectionLimits(
    @DefaultValue("5") int messagesPerSecond,
    @DefaultValue("1024") int streams,
    @DefaultValue("300") int attempts,
    @DefaultValue("5m") Duration attemptWindow,
    @DefaultValue("20s") Duration pingInterval,
    @DefaultValue("1m") Duration pongTimeout,
    @DefaultValue("24h") Duration lifetime,
    @DefaultValue("6000") int weightPerMinute) {

  /** As documented for spot, 2026-11. */
  public static final ConnectionLimits SPOT =
      new ConnectionLimits(
          5,
          1_024,
          300,
          Duration.ofMinutes(5),
          Duration.ofSeconds(20),
          Duration.ofMinutes(1),
          Duration.ofHours(24),
          6_000);

  /** As documented for futures, 2026-11; the attempts are spot's, there is no figure of its own. */
  public static final ConnectionLimits FUTURES =
      new ConnectionLimits(
          10,
          1_024,
          300,
          Duration.ofMinutes(5),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10),
          Duration.ofHours(24),
          2_400);

  public ConnectionLimits withMessagesPerSecond(int value) {
    return new ConnectionLimits(
        value,
        streams,
        attempts,
        attemptWindow,
        pingInterval,
        pongTimeout,
        lifetime,
        weightPerMinute);
  }

  public ConnectionLimits withStreams(int value) {
    return new ConnectionLimits(
        messagesPerSecond,
        value,
        attempts,
        attemptWindow,
        pingInterval,
        pongTimeout,
        lifetime,
        weightPerMinute);
  }

  public ConnectionLimits withAttempts(int value, Duration window) {
    return new ConnectionLimits(
        messagesPerSecond,
        streams,
        value,
        window,
        pingInterval,
        pongTimeout,
        lifetime,
        weightPerMinute);
  }

  public ConnectionLimits withPings(Duration interval, Duration timeout) {
    return new ConnectionLimits(
        messagesPerSecond,
        streams,
        attempts,
        attemptWindow,
        interval,
        timeout,
        lifetime,
        weightPerMinute);
  }

  public ConnectionLimits withLifetime(Duration value) {
    return new ConnectionLimits(
        messagesPerSecond,
        streams,
        attempts,
        attemptWindow,
        pingInterval,
        pongTimeout,
        value,
        weightPerMinute);
  }

  public ConnectionLimits withWeightPerMinute(int value) {
    return new ConnectionLimits(
        messagesPerSecond,
        streams,
        attempts,
        attemptWindow,
        pingInterval,
        pongTimeout,
        lifetime,
        value);
  }
}

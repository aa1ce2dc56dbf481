package io.barline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.market.Channel;
import io.barline.market.Topic;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerMessagesTest {
  private static final Topic TOPIC = Topic.of(Events.BTC, new Channel.Trades());

  @Test
  void greets() {
    assertThat(
            text(ServerMessages.hello("s1", 15_000, new ClientLimits(1, 2, 3, 4), "local", true)))
        .isEqualTo(
            "{\"type\":\"hello\",\"protocol\":1,\"session\":\"s1\",\"heartbeat\":15000,"
                + "\"limits\":{\"topics\":1,\"messageBytes\":2,\"queueMessages\":3,\"queueBytes\":4},"
                + "\"principal\":\"local\",\"simulated\":true}");
  }

  @Test
  void acknowledgesEachTopicAndTellsTheWholeSet() {
    assertThat(
            text(
                ServerMessages.ack(
                    RequestId.of("a"),
                    List.of(
                        new TopicAnswer.Subscribed(
                            "binance:trades:BTCUSDT", TOPIC, true, Recovery.NONE),
                        new TopicAnswer.Unsubscribed("y", TOPIC),
                        new TopicAnswer.Refused(
                            "x", ErrorCode.UNKNOWN_SYMBOL, "no \"x\"", List.of("p", "q"))),
                    List.of(
                        new HeldTopic(
                            TOPIC, Updates.LIVE, EmptyBars.NONE, new Delivery.Lossless(), false)))))
        .isEqualTo(
            "{\"type\":\"ack\",\"id\":\"a\",\"topics\":["
                + "{\"requested\":\"binance:trades:BTCUSDT\",\"topic\":\"binance:trades:BTC/USDT\","
                + "\"state\":\"live\",\"recovered\":false},"
                + "{\"requested\":\"y\",\"topic\":\"binance:trades:BTC/USDT\",\"state\":\"unsubscribed\"},"
                + "{\"requested\":\"x\",\"error\":{\"code\":\"unknown_symbol\",\"number\":114,\"message\":\"no"
                + " \\\"x\\\"\",\"retryable\":false,\"suggestions\":[\"p\",\"q\"]}}],"
                + "\"subscriptions\":[{\"topic\":\"binance:trades:BTC/USDT\",\"state\":\"pending\","
                + "\"updates\":\"live\",\"emptyBars\":\"none\",\"delivery\":\"lossless\"}]}");
  }

  @Test
  void tellsErrorsHeartbeatsPongsAndGoodbyes() {
    long time = Events.time("2026-11-22T14:20:00Z");
    assertThat(text(ServerMessages.error(new RequestId("7"), ErrorCode.INTERNAL, "oh", "t")))
        .isEqualTo(
            "{\"type\":\"error\",\"id\":7,\"code\":\"internal\",\"number\":250,\"message\":\"oh\","
                + "\"retryable\":true,\"topic\":\"t\"}");
    assertThat(text(ServerMessages.heartbeat(time)))
        .isEqualTo("{\"type\":\"heartbeat\",\"time\":\"2026-11-22T14:20:00.000Z\"}");
    assertThat(text(ServerMessages.pong(null, time)))
        .isEqualTo("{\"type\":\"pong\",\"time\":\"2026-11-22T14:20:00.000Z\"}");
    assertThat(text(ServerMessages.subscriptions(null, List.of())))
        .isEqualTo("{\"type\":\"subscriptions\",\"subscriptions\":[]}");
    assertThat(new String(ServerMessages.goodbye(CloseCode.SLOW, "slow").sse(), UTF_8))
        .isEqualTo(
            "event: goodbye\ndata: {\"type\":\"goodbye\",\"code\":\"slow\",\"number\":4008,"
                + "\"message\":\"slow\",\"retryable\":true}\n\n");
  }

  @Test
  void closeCodesSayWhetherToReconnect() {
    assertThat(Arrays.stream(CloseCode.values()).filter(CloseCode::mayReconnect))
        .containsExactlyInAnyOrder(
            CloseCode.GOING_AWAY, CloseCode.SLOW, CloseCode.RATE_LIMITED, CloseCode.IDLE);
  }

  private static String text(Control message) {
    return ProtocolSchema.checkedText(new String(message.json(), UTF_8));
  }
}

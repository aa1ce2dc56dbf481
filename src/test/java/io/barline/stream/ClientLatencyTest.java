package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Variant;
import io.barline.market.Gap;
import io.barline.market.Topic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which messages tell how long clients wait, over real sockets. */
class ClientLatencyTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TestGateway GATEWAY = TestGateway.start();

  @BeforeAll
  static void starts() {
    assertThat(GATEWAY.port()).isPositive();
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @Test
  void whatIsReplayedIsNotMeasuredAndWhatFollowsIs() throws Exception {
    Topic topic = Market.trades("BACK");
    try (var _ = GATEWAY.market().want(topic, Variant.PLAIN)) {
      JsonNode first;
      try (TestClient client = new TestClient(GATEWAY)) {
        client.subscribe(topic.toString());
        publish(topic, 1);
        first = MAPPER.readTree(client.next());
      }
      publish(topic, 2);
      publish(topic, 3);
      try (TestClient client = new TestClient(GATEWAY)) {
        assertThat(client.next()).contains("hello");
        long before = measured();
        client.send(
            "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"resume\":{\"%s\":{\"epoch\":\"%s\",\"seq\":1}}}"
                .formatted(topic, topic, first.get("epoch").asString()));
        assertThat(client.next()).contains("\"recovered\":true,\"replayed\":2");
        assertThat(client.next()).contains("\"seq\":2,");
        assertThat(client.next()).contains("\"seq\":3,");
        assertThat(measured()).isEqualTo(before);
        publish(topic, 4);
        assertThat(client.next()).contains("\"seq\":4,");
        assertThat(measured()).isEqualTo(before + 1);
      }
    }
  }

  @Test
  void whatANewcomerIsToldOfBeforeIsNotMeasured() throws Exception {
    Topic topic = Market.trades("OLD");
    try (var _ = GATEWAY.market().want(topic, Variant.PLAIN)) {
      GATEWAY.market().onStream(topic, stream -> stream.publish(Market.trade("t")));
      long before = measured();
      try (TestClient client = new TestClient(GATEWAY)) {
        client.subscribe(topic.toString());
        assertThat(client.next()).contains("\"snapshot\":true");
        assertThat(measured()).isEqualTo(before);
      }
    }
  }

  private static void publish(Topic topic, long receiveTime) {
    Gap gap = new Gap(7, topic, 1, 2, Gap.Cause.DISCONNECTED, Gap.UNKNOWN, "x", receiveTime);
    GATEWAY.market().onStream(topic, stream -> stream.publish(gap));
  }

  private static long measured() {
    return GATEWAY.registry().timer("barline.client.latency").count();
  }
}

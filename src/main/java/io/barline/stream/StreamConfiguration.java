package io.barline.stream;

import io.barline.access.Access;
import io.barline.access.AccessSettings;
import io.barline.access.Occupancy;
import io.barline.access.Traffic;
import io.barline.hub.Hub;
import io.barline.subscription.Demand;
import io.barline.subscription.NamedTopics;
import io.barline.subscription.TopicResolver;
import io.barline.wire.ClientMessageReader;
import io.barline.wire.DeliveryReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.netty.http.server.WebsocketServerSpec;

/** Puts the doors together; the rest of the gateway gives what lies behind them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamSettings.class)
public class StreamConfiguration {
  static final String WEBSOCKET_PATH = "/api/v1/ws";
  static final String SSE_PATH = "/api/v1/stream";

  /** Above the mapping of resources, below the REST controllers: the paths are nobody else's. */
  private static final int ORDER = 1;

  /** Longer messages than the limit are still read up to here, so that the client is told. */
  private static final int READ_AHEAD = 4;

  @Bean
  Doors doors(
      StreamSettings settings,
      TopicResolver resolver,
      Demand demand,
      Hub hub,
      MeterRegistry registry,
      Access access,
      AccessSettings accessSettings,
      Occupancy occupancy,
      Traffic traffic,
      Clock clock) {
    Gate gate = new Gate(access, accessSettings, occupancy, traffic);
    ClientMetrics metrics = new ClientMetrics(registry, clock);
    return new Doors(settings, resolver, demand, hub, metrics, gate, clock, System::nanoTime);
  }

  @Bean
  DoorsLifecycle doorsLifecycle(Doors doors, StreamSettings settings) {
    return new DoorsLifecycle(doors, settings);
  }

  @Bean
  HandlerMapping doorsMapping(
      Doors doors,
      StreamSettings settings,
      TopicResolver resolver,
      NamedTopics named,
      Traffic traffic,
      Clock clock) {
    int topicQueue = settings.maxTopicQueue();
    int longest = settings.limits().messageBytes();
    WebSocketDoor webSocket =
        new WebSocketDoor(
            handshakes(READ_AHEAD * longest, false),
            handshakes(READ_AHEAD * longest, true),
            doors,
            named,
            new ClientMessageReader(longest, new DeliveryReader(topicQueue)),
            clock);
    SseDoor sse =
        new SseDoor(
            doors,
            resolver,
            new SseTopics(resolver, named, settings.maxTopics()),
            traffic,
            new DeliveryReader(topicQueue, "topicQueue")); // queue is that of the connection
    return new SimpleUrlHandlerMapping(Map.of(WEBSOCKET_PATH, webSocket, SSE_PATH, sse), ORDER);
  }

  /**
   * @param longest longest message that is read, also once it is decompressed
   */
  private static HandshakeWebSocketService handshakes(int longest, boolean compressed) {
    return new HandshakeWebSocketService(
        new ReactorNettyRequestUpgradeStrategy(
            () ->
                WebsocketServerSpec.builder()
                    .maxFramePayloadLength(longest)
                    .handlePing(true) // it would answer whether or not its answers are read
                    .compress(compressed)
                    .compressionAllowServerNoContext(true)
                    .compressionPreferredClientNoContext(true)
                    .maxDecompressionBufferSize(longest)));
  }
}

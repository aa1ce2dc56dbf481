package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.access.Principal;
import io.barline.hub.Hub;
import io.barline.wire.ClientMessageReader;
import io.barline.wire.DeliveryReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One WebSocket client's connection without its socket. */
final class Connection {
  final Mailbox mailbox = new Mailbox(1_024, 1_000_000, () -> {});
  final Subscriptions subscriptions;
  private final TopicRequests requests;
  private final Identity identity = Settings.local();
  private final ClientSession session;

  /**
   * @param loop the client's event loop
   */
  Connection(Market market, Hub hub, Executor loop, Clock clock) {
    subscriptions =
        new Subscriptions(
            Principal.LOCAL,
            market,
            market,
            hub,
            new Intakes(mailbox, new EmbeddedChannel().eventLoop(), System::nanoTime),
            3);
    requests =
        new TopicRequests(
            subscriptions,
            mailbox,
            loop,
            new ClientMetrics(new SimpleMeterRegistry(), clock),
            null);
    identity.release(); // there are more of them than a gateway has places
    session =
        new ClientSession(
            subscriptions,
            requests,
            mailbox,
            market,
            new ClientMessageReader(65_536, new DeliveryReader(500)),
            clock,
            Settings.signIn(identity, subscriptions, mailbox, () -> 0));
  }

  CompletableFuture<Void> subscribe(String topic) {
    return send(
        "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"delivery\":%s}"
            .formatted(topic, deliveryOf(topic)));
  }

  CompletableFuture<Void> resume(String topic, String epoch, long seq) {
    return resume(topic, deliveryOf(topic), epoch, seq);
  }

  /**
   * @param delivery as in JSON, its options behind it
   */
  CompletableFuture<Void> resume(String topic, String delivery, String epoch, long seq) {
    return send(
        "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"delivery\":%s,\"resume\":{\"%s\":{\"epoch\":\"%s\",\"seq\":%d}}}"
            .formatted(topic, delivery, topic, epoch, seq));
  }

  /** One by which each message comes. */
  private static String deliveryOf(String topic) {
    return topic.contains(":book.") ? "\"snapshot\"" : "\"lossless\"";
  }

  CompletableFuture<Void> send(String json) {
    return session.received(json.getBytes(UTF_8));
  }

  /** Has its patterns follow what is listed. */
  void follow() {
    requests.follow();
  }

  /** Reads all that waits, as a client would that keeps up. */
  List<String> read() {
    List<String> taken = Messages.taken(mailbox);
    mailbox.caughtUp();
    return taken;
  }

  /** Reads until nothing more comes by itself. */
  List<String> readAll() {
    List<String> all = new ArrayList<>();
    List<String> some;
    do {
      some = read();
      all.addAll(some);
    } while (!some.isEmpty());
    return all;
  }

  void leave() {
    mailbox.close(Farewell.LEFT);
    subscriptions.clear();
  }
}

package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Topic;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** However the threads of streams and clients take turns, the order at the client is the same. */
class ResumeInterleavingsTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final Topic A = Market.trades("A");
  private static final Topic B = Market.trades("B");

  /** Chooses each way once: the last choice that has another option takes it the next time. */
  private static final class Choices {
    private final List<int[]> made = new ArrayList<>();
    private int at;

    int of(int options) {
      if (at == made.size()) {
        made.add(new int[] {0, options});
      }
      return made.get(at++)[0];
    }

    boolean next() {
      at = 0;
      while (!made.isEmpty() && made.getLast()[0] == made.getLast()[1] - 1) {
        made.removeLast();
      }
      if (made.isEmpty()) {
        return false;
      }
      made.getLast()[0]++;
      return true;
    }
  }

  /** Two topics with an owner each, of which the client missed two and one messages. */
  private static final class Scene {
    final Queue<Runnable> owner = new ArrayDeque<>();
    final Queue<Runnable> otherOwner = new ArrayDeque<>();
    final Queue<Runnable> loop = new ArrayDeque<>();
    final Hub hub = new Hub(false, CLOCK);
    final Market market = new Market(hub, Runnable::run);
    final TopicStream a = hub.open(A, Variant.PLAIN, owner::add);
    final TopicStream b = hub.open(B, Variant.PLAIN, otherOwner::add);
    final Connection connection = new Connection(market, hub, loop::add, CLOCK);
    final CompletableFuture<Void> answered;
    final List<String> read = new ArrayList<>();
    int toPublish;

    Scene(int toPublish) {
      this.toPublish = toPublish;
      var _ = market.want(A, Variant.PLAIN);
      var _ = market.want(B, Variant.PLAIN);
      hub.attach(A, Variant.PLAIN, _ -> {});
      hub.attach(B, Variant.PLAIN, _ -> {});
      runAll();
      for (int i = 0; i < 3; i++) {
        a.publish(Market.gap(A, "x"));
        b.publish(Market.gap(B, "x"));
      }
      answered =
          connection.send(
              "{\"type\":\"subscribe\",\"topics\":[\"%s\",\"%s\"],\"resume\":{\"%s\":{\"epoch\":\"%s\",\"seq\":1},\"%s\":{\"epoch\":\"%s\",\"seq\":2}}}"
                  .formatted(A, B, "x:trades:a", a.epoch(), B, b.epoch()));
    }

    List<Runnable> possible() {
      List<Runnable> possible = new ArrayList<>();
      for (Queue<Runnable> queue : List.of(owner, otherOwner, loop)) {
        if (!queue.isEmpty()) {
          possible.add(() -> queue.remove().run());
        }
      }
      if (toPublish > 0) {
        possible.add(
            () -> {
              toPublish--;
              a.publish(Market.gap(A, "x"));
            });
      }
      if (!connection.mailbox.isEmpty()) {
        possible.add(() -> read.addAll(connection.read()));
      }
      return possible;
    }

    void runAll() {
      while (!owner.isEmpty() || !otherOwner.isEmpty() || !loop.isEmpty()) {
        for (Queue<Runnable> queue : List.of(owner, otherOwner, loop)) {
          Runnable task = queue.poll();
          if (task != null) {
            task.run();
          }
        }
      }
    }
  }

  @Test
  void nothingIsLostDoubledOrOutOfOrder() {
    Choices choices = new Choices();
    int ways = 0;
    do {
      Scene scene = new Scene(3);
      for (List<Runnable> possible = scene.possible();
          !possible.isEmpty();
          possible = scene.possible()) {
        possible.get(choices.of(possible.size())).run();
      }
      scene.read.addAll(scene.connection.read());
      scene.runAll();
      scene.read.addAll(scene.connection.read());

      assertThat(scene.answered).isCompleted();
      JsonNode ack = MAPPER.readTree(scene.read.getFirst());
      assertThat(ack.get("type").asString()).isEqualTo("ack");
      JsonNode first = ack.get("topics").get(0);
      assertThat(first.get("recovered").asBoolean()).isTrue();
      assertThat(first.get("replayed").asInt()).isBetween(2, 5);
      assertThat(seqs(scene.read, A)).containsExactly(2L, 3L, 4L, 5L, 6L);
      assertThat(seqs(scene.read, B)).containsExactly(3L);
      assertThat(scene.read).noneMatch(message -> message.contains("\"snapshot\""));
      ways++;
    } while (choices.next());
    assertThat(ways).isGreaterThan(1_000);
  }

  @Test
  void aClientThatLeavesMeanwhileLeavesNothingBehind() {
    Choices choices = new Choices();
    do {
      Scene scene = new Scene(1);
      boolean left = false;
      while (!left) {
        List<Runnable> possible = scene.possible();
        int chosen = choices.of(possible.size() + 1);
        left = chosen == possible.size();
        (left ? (Runnable) scene.connection::leave : possible.get(chosen)).run();
      }
      scene.runAll();
      assertThat(scene.connection.subscriptions.count()).isZero();
      assertThat(scene.hub.topics()).allMatch(topic -> topic.subscribers() == 1);
      assertThat(scene.market.interests(A)).isEqualTo(1);
      assertThat(scene.market.interests(B)).isEqualTo(1);
    } while (choices.next());
  }

  @Test
  void aStreamThatClosesMeanwhileIsToldAndForgotten() {
    Choices choices = new Choices();
    do {
      Scene scene = new Scene(0);
      boolean closed = false;
      for (List<Runnable> possible = scene.possible();
          !possible.isEmpty() || !closed;
          possible = scene.possible()) {
        int chosen = choices.of(possible.size() + (closed ? 0 : 1));
        if (chosen == possible.size()) {
          closed = true;
          scene.hub.close(A, Variant.PLAIN);
        } else {
          possible.get(chosen).run();
        }
      }
      scene.read.addAll(scene.connection.read());
      assertThat(scene.answered).isCompleted();
      boolean told =
          scene.read.stream().anyMatch(message -> message.contains("the topic was closed"));
      // Closed after all was handed over, it is as with any other topic that the client has.
      assertThat(told || seqs(scene.read, A).equals(List.of(2L, 3L))).isTrue();
      assertThat(scene.connection.subscriptions.count()).isEqualTo(told ? 1 : 2);
      assertThat(seqs(scene.read, B)).containsExactly(3L);
    } while (choices.next());
  }

  private static List<Long> seqs(List<String> messages, Topic topic) {
    List<Long> seqs = new ArrayList<>();
    for (String message : messages) {
      JsonNode json = MAPPER.readTree(message);
      if (json.has("seq") && json.get("topic").asString().equals(topic.toString())) {
        seqs.add(json.get("seq").asLong());
      }
    }
    return seqs;
  }
}

package io.barline.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.RestAccess;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A REST interface that answers what it was told to, in order; then the last of it for ever. */
final class ScriptedRest implements RestAccess {
  /** One answer. */
  @FunctionalInterface
  interface Reply {
    byte[] make() throws RestUnavailable, InterruptedException;
  }

  /** The paths that were asked for. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final Queue<Reply> replies = new ArrayDeque<>();

  synchronized ScriptedRest answers(String... bodies) {
    for (String body : bodies) {
      replies.add(() -> body.getBytes(UTF_8));
    }
    return this;
  }

  synchronized ScriptedRest fails(String reason, int status, Duration atLeast) {
    replies.add(
        () -> {
          throw new RestUnavailable(reason, status, atLeast);
        });
    return this;
  }

  synchronized ScriptedRest replies(Reply reply) {
    replies.add(reply);
    return this;
  }

  @Override
  public byte[] ask(RestRequest request) throws RestUnavailable, InterruptedException {
    asked.add(request.uri().getPath().substring(1));
    return nextReply().make();
  }

  private synchronized Reply nextReply() {
    Reply last = replies.element();
    if (replies.size() > 1) {
      replies.remove();
    }
    return last;
  }
}

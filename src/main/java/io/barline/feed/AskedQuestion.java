package io.barline.feed;

import io.barline.exchange.RestRequest;
import io.barline.feed.Rest.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What is asked on a connection, and what came of it: the reply is for any thread, the rest is for
 * the lane.
 */
final class AskedQuestion {
  final RestRequest request;
  final String text;
  final CompletableFuture<Reply> reply = new CompletableFuture<>();

  /** Zero until it is sent. */
  long id;

  /** Ends the wait for its turn, or for its answer. */
  Runnable cancelTimeout = () -> {};

  AskedQuestion(RestRequest request, String text) {
    this.request = request;
    this.text = text;
  }

  void end(Reply with) {
    cancelTimeout.run();
    reply.complete(with);
  }

  void notAsked(String reason, Duration atLeast) {
    end(Reply.Failed.notAsked("%s not asked: %s".formatted(request, reason), atLeast));
  }
}

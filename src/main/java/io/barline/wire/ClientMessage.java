package io.barline.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client may ask. */
public sealed interface ClientMessage {
  /** What the answer carries; null where the client gave none. */
  @Nullable RequestId id();

  /**
   * Asks for topics; a topic that the client already has is switched to these options.
   *
   * @param topics as the client wrote them, not yet resolved
   * @param subscription the name of a REST subscription whose topics are wanted as well; null for
   *     none
   * @param delivery null for the preset of each topic's channel
   * @param resume by topic, where the client wants to go on
   */
  record Subscribe(
      @Nullable RequestId id,
      List<String> topics,
      @Nullable String subscription,
      Updates updates,
      EmptyBars emptyBars,
      @Nullable Delivery delivery,
      Map<String, Cursor> resume)
      implements ClientMessage {}

  record Unsubscribe(@Nullable RequestId id, List<String> topics) implements ClientMessage {}

  /** Asks what the client is subscribed to. */
  record ListTopics(@Nullable RequestId id) implements ClientMessage {}

  /**
   * Shows who the client is.
   *
   * @param credential a key or token, or a ticket
   */
  record Authenticate(@Nullable RequestId id, String credential, boolean isTicket)
      implements ClientMessage {
    @Override
    public String toString() {
      return "Authenticate[id=" + id + "]";
    }
  }

  record Ping(@Nullable RequestId id) implements ClientMessage {}
}

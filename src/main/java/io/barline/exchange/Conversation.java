package io.barline.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said on one connection, both ways: its frames are read, and what is asked for is written
 * as this connection has to have it. It may remember what was said on that connection, and answers
 * by {@link Inbound.Say}. Used by one thread at a time.
 */
public interface Conversation extends Decoder {
  /**
   * Whether requests may be sent only after {@link Inbound.Ready}; else from the opening of the
   * connection on.
   */
  boolean logsIn();

  /**
   * The frame to send at {@link Inbound.LoginWanted}, which may hold secrets; null where none is
   * needed.
   */
  @Nullable String login();

  /**
   * The frames that subscribe to {@code names}, at most {@link Limits#namesPerRequest} of them;
   * none where what was asked for before will do. Either way an answer tells that they are.
   */
  List<String> subscribe(long requestId, List<String> names);

  /** The frames that unsubscribe from {@code names}; an answer tells that they are. */
  List<String> unsubscribe(long requestId, List<String> names);

  /** The connection is gone: what was held for it is let go. */
  default void ended() {}
}

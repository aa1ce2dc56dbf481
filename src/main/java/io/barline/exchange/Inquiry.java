package io.barline.exchange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Questions asked on one connection of their own, and its decoder: nothing is asked before {@link
 * Inbound.Ready}, and each question is answered by one {@link Inbound.Answered} or {@link
 * Inbound.Rejected} with its id. It may remember what it saw on that connection, and what it was
 * asked.
 */
public interface Inquiry extends Decoder {
  /**
   * The frame to send at {@link Inbound.LoginWanted}; it may hold secrets. Null where none is
   * needed.
   */
  @Nullable String login();

  /**
   * The frame that asks.
   *
   * @param requestId counts up from 1 on a connection and is never used twice on it
   * @param question as {@link RestRequest#inquiry} was given it
   */
  String ask(long requestId, String question);

  /**
   * The frame that says that the answer is not waited for any more; null where nothing need be
   * said. What is still answered after it is ignored.
   */
  @Nullable String cancel(long requestId, String question);

  /**
   * How often questions may be asked, besides {@link Limits#messagesPerSecond}; null where nothing
   * else limits that.
   */
  default @Nullable Allowance allowance() {
    return null;
  }

  /** For how long the same question must not be asked again: its answer is told again instead. */
  default Duration repeatAfter() {
    return Duration.ZERO;
  }

  /** The connection has ended. */
  default void ended() {}
}

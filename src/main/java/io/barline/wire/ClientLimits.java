package io.barline.wire;

/**
 * What one connection may use.
 *
 * @param topics most topics
 * @param messageBytes longest message from the client
 * @param queueMessages most messages that wait for the client before it is closed as slow
 * @param queueBytes most bytes that wait for it
 */
public record ClientLimits(int topics, int messageBytes, int queueMessages, long queueBytes) {
  /** The same with no more topics than its owner may have. */
  public ClientLimits withTopics(int most) {
    return new ClientLimits(Math.min(topics, most), messageBytes, queueMessages, queueBytes);
  }
}

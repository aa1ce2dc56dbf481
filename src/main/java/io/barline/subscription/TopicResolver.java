package io.barline.subscription;

/** Makes topics of what clients write; never blocks, and may be called from any thread. */
public interface TopicResolver {
  /** Resolves a topic. */
  Resolution resolve(String topic);

  /**
   * Finds the topics of a pattern: a {@code *} in the exchange or the symbol, which must be written
   * as the catalogue does.
   */
  Matching match(String pattern);

  /** Another number whenever other instruments are listed, so that patterns may match others. */
  long generation();
}

package io.barline.subscription;

/** Makes topics of what clients write; never blocks, and may be called from any thread. */
public interface TopicResolver {
  /** Resolves a topic; where it is refused for its symbol, without {@link #suggest suggestions}. */
  Resolution resolve(String topic);

  /**
   * The refusal of a topic with the symbols that come nearest, where there are any. It compares all
   * instruments of the exchange, which takes milliseconds: see {@link Suggestions}.
   */
  Resolution.Refused suggest(String topic, Resolution.Refused refused);

  /**
   * Finds the topics of a pattern: a {@code *} in the exchange or the symbol, which must be written
   * as the catalogue does.
   */
  Matching match(String pattern);

  /** Another number whenever other instruments are listed, so that patterns may match others. */
  long generation();
}

package io.barline.subscription;

/** Makes topics of what clients write. */
public interface TopicResolver {
  /** Resolves a topic; never blocks, and may be called from any thread. */
  Resolution resolve(String topic);
}

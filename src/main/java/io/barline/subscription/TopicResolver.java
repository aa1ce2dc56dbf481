package io.barline.subscription;

/** Turns what clients write into canonical topics; never blocks, and any thread may call it. */
public interface TopicResolver {
  Resolution resolve(String topic);
}

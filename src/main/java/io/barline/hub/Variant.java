package io.barline.hub;

/**
 * Which messages of a topic a client wants. Each variant of a topic is a stream with its own epoch
 * and sequence numbers, so that none has holes. Only bars have more than {@link #PLAIN}.
 *
 * @param live whether updates of open bars are sent too
 * @param flat whether bars are sent for windows in which nothing traded
 */
public record Variant(boolean live, boolean flat) {
  public static final Variant PLAIN = new Variant(false, false);
}

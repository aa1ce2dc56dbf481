package io.barline.wire;

/**
 * What became of the wish to go on where one was.
 *
 * @param recovered whether nothing is missed
 * @param replayed how many messages had been missed and follow
 */
public record Recovery(boolean recovered, long replayed) {
  /** Something is missed: the snapshots tell the present. */
  public static final Recovery NONE = new Recovery(false, 0);
}

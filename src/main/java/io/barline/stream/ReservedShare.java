package io.barline.stream;

import io.barline.access.TopicShare;

/**
 * What a client may take of its principal's topics, some of which may be reserved for what comes
 * next. On the client's event loop.
 */
final class ReservedShare implements TopicShare {
  private final TopicShare share;
  private int reserved;

  ReservedShare(TopicShare share) {
    this.share = share;
  }

  /** Reserves so many, or none where there are fewer; {@link #release} must follow. */
  boolean reserve(int topics) {
    while (reserved < topics) {
      if (!share.take()) {
        release();
        return false;
      }
      reserved++;
    }
    return true;
  }

  /** Returns what was reserved and not taken. */
  void release() {
    for (; reserved > 0; reserved--) {
      share.giveBack();
    }
  }

  @Override
  public boolean take() {
    if (reserved > 0) {
      reserved--;
      return true;
    }
    return share.take();
  }

  @Override
  public void giveBack() {
    share.giveBack();
  }
}

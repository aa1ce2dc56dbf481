package io.barline.access;

/** What is left of the topics that a principal may have on all its connections. Any thread. */
public interface TopicShare {
  /** Of which there is always more. */
  TopicShare FREE =
      new TopicShare() {
        @Override
        public boolean take() {
          return true;
        }

        @Override
        public void giveBack() {}
      };

  /** Takes one; whether there was one. */
  boolean take();

  /** Returns one that was taken. */
  void giveBack();
}

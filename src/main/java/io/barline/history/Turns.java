package io.barline.history;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** So many may ask at a time; whoever searches trades goes before those who search bars. */
final class Turns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition forTrades = lock.newCondition();
  private final Condition forBars = lock.newCondition();
  private int free;
  private int waitingForTrades;

  Turns(int atOnce) {
    this.free = atOnce;
  }

  void take(boolean trades) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (trades) {
        waitingForTrades++;
        try {
          while (free == 0) {
            forTrades.await();
          }
        } catch (InterruptedException e) {
          passOn(); // this one may have been woken in vain
          throw e;
        } finally {
          waitingForTrades--;
        }
      } else {
        try {
          while (free == 0 || waitingForTrades > 0) {
            forBars.await();
          }
        } catch (InterruptedException e) {
          passOn();
          throw e;
        }
      }
      free--;
      passOn();
    } finally {
      lock.unlock();
    }
  }

  void giveBack() {
    lock.lock();
    try {
      free++;
      passOn();
    } finally {
      lock.unlock();
    }
  }

  private void passOn() {
    if (free > 0) {
      forTrades.signal();
      forBars.signal();
    }
  }
}

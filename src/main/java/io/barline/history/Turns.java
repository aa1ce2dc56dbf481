package io.barline.history;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * So many may ask at a time; whoever searches trades goes before those who search bars. One audit
 * at a time may ask besides, while nobody else asks or waits.
 */
final class Turns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition forTrades = lock.newCondition();
  private final Condition forBars = lock.newCondition();
  private final Condition forAudits = lock.newCondition();
  private final int atOnce;
  private int free;
  private int waitingForTrades;
  private int waitingForBars;
  private boolean auditing;

  Turns(int atOnce) {
    this.atOnce = atOnce;
    this.free = atOnce;
  }

  void take(Errand.Kind kind) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      switch (kind) {
        case TRADES -> takeForTrades();
        case BARS -> takeForBars();
        case AUDITS -> takeForAudit();
      }
      passOn();
    } catch (InterruptedException e) {
      passOn(); // this one may have been woken in vain
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void takeForTrades() throws InterruptedException {
    waitingForTrades++;
    try {
      while (free == 0) {
        forTrades.await();
      }
    } finally {
      waitingForTrades--;
    }
    free--;
  }

  private void takeForBars() throws InterruptedException {
    waitingForBars++;
    try {
      while (free == 0 || waitingForTrades > 0) {
        forBars.await();
      }
    } finally {
      waitingForBars--;
    }
    free--;
  }

  private void takeForAudit() throws InterruptedException {
    while (!mayAudit()) {
      forAudits.await();
    }
    auditing = true;
  }

  private boolean mayAudit() {
    return !auditing && free == atOnce && waitingForTrades == 0 && waitingForBars == 0;
  }

  void giveBack(Errand.Kind kind) {
    lock.lock();
    try {
      if (kind == Errand.Kind.AUDITS) {
        auditing = false;
      } else {
        free++;
      }
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
    if (mayAudit()) {
      forAudits.signal();
    }
  }
}

package io.barline.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.wire.CloseCode;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import io.barline.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private int wakes;

  @Test
  void givesWhatItWasGivenInOrder() {
    Mailbox mailbox = new Mailbox(64, 1_000_000, () -> wakes++);
    Encoded one = Messages.of(1);
    Encoded two = Messages.of(2);
    mailbox.offer(one);
    mailbox.offer(two);

    assertThat(mailbox.messages()).isEqualTo(2);
    assertThat(mailbox.bytes()).isEqualTo(one.json().length + two.json().length);
    assertThat(mailbox.poll()).isSameAs(one);
    assertThat(mailbox.poll()).isSameAs(two);
    assertThat(mailbox.poll()).isNull();
    assertThat(mailbox.bytes()).isZero();
  }

  @Test
  void wakesOnceUntilTheTakerLooks() {
    Mailbox mailbox = new Mailbox(64, 1_000_000, () -> wakes++);
    mailbox.offer(Messages.of(1));
    mailbox.offer(Messages.of(2));
    assertThat(wakes).isEqualTo(1);
    mailbox.beginTaking();
    mailbox.offer(Messages.of(3));
    assertThat(wakes).isEqualTo(2);
  }

  @Test
  void closesAsSlowWhenThereAreTooManyMessages() {
    Mailbox mailbox = new Mailbox(64, 1_000_000, () -> wakes++);
    for (int i = 0; i < 64; i++) {
      mailbox.offer(Messages.of(i));
    }
    assertThat(mailbox.farewell()).isNull();
    mailbox.offer(Messages.of(64));

    Farewell farewell = requireNonNull(mailbox.farewell());
    assertThat(farewell.code()).isEqualTo(CloseCode.SLOW);
    assertThat(farewell.sentence()).contains("more than 64 messages");
    assertThat(farewell.flush()).isFalse();
  }

  @Test
  void closesAsSlowWhenThereAreTooManyBytes() {
    Mailbox mailbox = new Mailbox(1_024, 100_000, () -> wakes++);
    for (int i = 0; i < 10; i++) {
      mailbox.offer(Messages.of(i, 11_000));
    }
    assertThat(requireNonNull(mailbox.farewell()).sentence()).contains("100000 bytes");
    assertThat(mailbox.bytes()).isLessThanOrEqualTo(100_000);
    mailbox.clear();
    assertThat(mailbox.bytes()).isZero();
    assertThat(mailbox.messages()).isZero();
  }

  @Test
  void hasRoomForOneMessageHoweverLong() {
    Mailbox mailbox = new Mailbox(64, 100_000, () -> wakes++);
    mailbox.offer(Messages.of(1, 200_000));
    assertThat(mailbox.farewell()).isNull();
    assertThat(mailbox.isHalfFull()).isTrue();
    mailbox.offer(Messages.of(2));
    assertThat(mailbox.farewell()).isNotNull();
  }

  @Test
  void tellsWhatWasTakenAndThatAllWas() {
    Mailbox mailbox = new Mailbox(64, 1_000_000, () -> wakes++);
    assertThat(mailbox.hasTaken(mailbox.position())).isTrue();
    mailbox.offer(Messages.of(1));
    long first = mailbox.position();
    mailbox.offer(Messages.of(2));
    assertThat(mailbox.hasTaken(first)).isFalse();
    mailbox.poll();
    assertThat(mailbox.hasTaken(first)).isTrue();
    assertThat(mailbox.hasTaken(mailbox.position())).isFalse();

    mailbox.beginTaking();
    List<String> told = new ArrayList<>();
    mailbox.whenTaken(
        () -> {
          told.add("once");
          mailbox.whenTaken(() -> told.add("again"));
        });
    assertThat(wakes).isEqualTo(2);
    mailbox.caughtUp();
    assertThat(told).containsExactly("once");
    mailbox.caughtUp();
    mailbox.caughtUp();
    assertThat(told).containsExactly("once", "again");
  }

  @Test
  void takesNothingOnceClosedAndKeepsTheFirstFarewell() {
    Mailbox mailbox = new Mailbox(64, 1_000_000, () -> wakes++);
    mailbox.close(Farewell.LEFT);
    mailbox.close(Farewell.slow("later"));
    mailbox.offer(Messages.of(1));

    assertThat(mailbox.isEmpty()).isTrue();
    assertThat(mailbox.farewell()).isEqualTo(Farewell.LEFT);
    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void manyProducersLoseDoubleAndReorderNothing() throws Exception {
    int producers = 4;
    int each = 50_000;
    Semaphore work = new Semaphore(0);
    Mailbox mailbox = new Mailbox(1 << 20, 1L << 31, work::release);
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int producer = 0; producer < producers; producer++) {
      Encoder encoder = new Encoder(Market.trades("A"), Integer.toString(producer), false);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    awaitQuietly(start);
                    for (int seq = 0; seq < each; seq++) {
                      mailbox.offer(encoder.encode(seq, Market.gap(Market.trades("A"), "x")));
                    }
                  }));
    }
    start.countDown();
    long[] next = new long[producers];
    for (int taken = 0; taken < producers * each; ) {
      work.acquire(); // waits for a wake: one that is missed hangs the test
      mailbox.beginTaking();
      Message message;
      while ((message = mailbox.poll()) != null) {
        Encoded encoded = (Encoded) message;
        int producer = Integer.parseInt(encoded.epoch());
        assertThat(encoded.seq()).isEqualTo(next[producer]++);
        taken++;
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(mailbox.bytes()).isZero();
    assertThat(mailbox.farewell()).isNull();
  }

  @Test
  void nothingStaysWhenProducersMeetTheClosing() throws Exception {
    for (int round = 0; round < 200; round++) {
      Semaphore work = new Semaphore(0);
      Mailbox mailbox = new Mailbox(64, 1L << 31, work::release);
      CountDownLatch start = new CountDownLatch(1);
      Runnable produce =
          () -> {
            awaitQuietly(start);
            for (int seq = 0; seq < 200; seq++) {
              mailbox.offer(Messages.of(seq));
            }
          };
      Thread first = Thread.ofPlatform().start(produce);
      Thread second = Thread.ofPlatform().start(produce);
      start.countDown();
      while (first.isAlive() || second.isAlive() || work.availablePermits() > 0) {
        if (work.tryAcquire()) {
          mailbox.beginTaking();
          if (mailbox.farewell() != null) {
            mailbox.clear();
          }
        } else {
          Thread.onSpinWait();
        }
      }
      assertThat(mailbox.farewell()).isNotNull();
      assertThat(mailbox.messages()).isZero();
      assertThat(mailbox.bytes()).isZero();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

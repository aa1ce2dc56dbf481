package io.barline.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A book that hears of an exchange over a bad line is right, or says that it isn't. */
class OrderBookPropertiesTest {
  private static final int STEPS = 120;
  private static final int DEPTH = 3;

  @Provide
  Arbitrary<SequenceRule> rules() {
    List<SequenceRule> rules = new ArrayList<>();
    for (Origin origin : Origin.values()) {
      for (Chain chain : Chain.values()) {
        if (origin != Origin.REQUEST || chain != Chain.UNNUMBERED) {
          rules.add(new SequenceRule(origin, chain));
        }
      }
    }
    return Arbitraries.of(rules);
  }

  @Property(tries = 1_500)
  void isRightOrNotReadyAndBecomesReadyAgain(
      @ForAll("rules") SequenceRule rule, @ForAll long seed) {
    Line line = new Line(rule, seed);
    for (int i = 0; i < STEPS; i++) {
      line.step(true);
    }
    line.heal();
    assertThat(line.book.isReady()).isTrue();
    assertThat(line.book.wantsSnapshot()).isFalse();
    if (rule.chain() == Chain.UNNUMBERED) {
      line.check(line.market.last());
    } else {
      assertThat(line.book.sequence()).isGreaterThanOrEqualTo(line.market.sent());
    }
  }

  /** An exchange, a line that fails at random, a book, and two clients' views of it. */
  private static final class Line {
    final SequenceRule rule;
    final RandomMarket market;
    final OrderBook book;
    private final SplittableRandom random;
    private final List<BookDelta> sent = new ArrayList<>();
    private final List<BookSnapshot> asked = new ArrayList<>();
    private final ReplicaOfView shallow = new ReplicaOfView(2);
    private final ReplicaOfView deep = new ReplicaOfView(DEPTH);
    private boolean subscribed;
    private int delayed = -1;

    /** Where a book without numbers must stand. */
    private long told;

    Line(SequenceRule rule, long seed) {
      this.rule = rule;
      this.random = new SplittableRandom(seed);
      this.market = new RandomMarket(rule.chain(), random);
      this.book = new OrderBook(rule, DEPTH);
    }

    void step(boolean faulty) {
      BookDelta delta = market.next();
      boolean numbered = rule.chain() != Chain.UNNUMBERED;
      if (rule.origin() == Origin.STREAM && (!subscribed || (faulty && random.nextInt(15) == 0))) {
        subscribed = true;
        told = market.last();
        heard(book.on(market.snapshot(told, 1_000)));
        if (faulty && random.nextInt(4) == 0) {
          heard(book.on(market.snapshot(told, 1_000)));
        }
      } else if (delta != null) {
        sent.add(delta);
        int fate = faulty ? random.nextInt(24) : 24;
        switch (fate) {
          case 0 -> interrupt();
          case 1 -> deliver(delta, !numbered);
          case 2 -> {
            deliver(delta, true);
            deliver(sent.get(random.nextInt(sent.size())), numbered);
          }
          case 3 -> delayed = sent.size() - 1;
          default -> deliver(delta, true);
        }
        if (fate == 3 && !numbered) {
          deliver(delta, true);
        } else if (fate > 3 && delayed >= 0) {
          deliver(sent.get(delayed), numbered);
          delayed = -1;
        }
      }
      if (book.wantsSnapshot()) {
        request(faulty);
      }
    }

    /** Without faults, until so many changes came that the book has heard of its last hole. */
    void heal() {
      int enough = sent.size() + 5;
      while (sent.size() < enough) {
        step(false);
      }
    }

    private void deliver(BookDelta delta, boolean really) {
      if (really) {
        told = market.last();
        heard(book.on(delta));
      }
    }

    private void interrupt() {
      book.interrupt();
      shallow.view.reset();
      deep.view.reset();
      subscribed = false;
    }

    /** A snapshot is made now; the answer may come later than others, or after more deltas. */
    private void request(boolean faulty) {
      asked.add(market.snapshot(market.newest(), 6));
      if (!faulty || random.nextInt(3) == 0) {
        int which = faulty ? random.nextInt(asked.size()) : asked.size() - 1;
        BookSnapshot answer = asked.get(which);
        asked.clear();
        heard(book.answer(answer));
      }
    }

    private void heard(Outcome outcome) {
      if (outcome instanceof Outcome.Lost) {
        assertThat(book.isReady()).isFalse();
        shallow.view.reset();
        deep.view.reset();
        subscribed = false;
      }
      if (book.isReady()) {
        check(rule.chain() == Chain.UNNUMBERED ? told : book.sequence());
        shallow.follow(book);
        deep.follow(book);
      }
    }

    void check(long sequence) {
      BookSnapshot truth = market.snapshot(sequence, 1_000);
      BookSnapshot content =
          Objects.requireNonNull(new DepthView(Messages.INSTRUMENT, 1_000).snapshot(book, 1));
      check(content.bids(), truth.bids(), book.bids());
      check(content.asks(), truth.asks(), book.asks());
    }

    private static void check(List<Level> known, List<Level> truth, Ladder side) {
      assertThat(known).hasSizeLessThanOrEqualTo(truth.size());
      assertThat(known).isEqualTo(truth.subList(0, known.size()));
      if (!side.isShortOf(Integer.MAX_VALUE)) {
        assertThat(known).hasSameSizeAs(truth);
      }
    }
  }
}

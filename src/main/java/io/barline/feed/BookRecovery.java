package io.barline.feed;

import io.barline.exchange.BookRequests;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings order books back: fetches snapshots on virtual threads, within the REST budget, or has
 * streams begun anew. A book that does not become right is asked for ever more seldom, as a
 * connection is; none waits for another's backoff. On the lane.
 */
final class BookRecovery {
  /** A book for which nothing was asked for so long is asked for at once. */
  private static final long FORGIVEN = 30 * UtcNanos.SECOND;

  private final @Nullable BookRequests requests;
  private final Rest rest;
  private final Lane lane;
  private final Supplier<Backoff> backoffs;
  private final Told told;
  private final Map<Key, Attempts> books = new HashMap<>();

  private record Key(String symbol, int depth) {}

  private static final class Attempts {
    final Backoff backoff;
    boolean underWay;
    boolean asked;
    long last;

    /** The exchange wants nothing to be asked before. */
    long notBefore;

    Attempts(Backoff backoff) {
      this.backoff = backoff;
    }
  }

  /** What came of asking, on the lane. */
  interface Told {
    void answered(Instrument instrument, int depth, BookSnapshot snapshot);

    void unavailable(Instrument instrument, int depth, String reason);
  }

  /**
   * @param requests null where none can be asked for
   */
  BookRecovery(
      @Nullable BookRequests requests,
      Rest rest,
      Lane lane,
      Supplier<Backoff> backoffs,
      Told told) {
    this.requests = requests;
    this.rest = rest;
    this.lane = lane;
    this.backoffs = backoffs;
    this.told = told;
  }

  /**
   * Fetches a snapshot, soon; nothing where one is under way.
   *
   * @param stillNeeded asked before it begins, for it may have to wait
   */
  void fetch(Instrument instrument, int depth, BooleanSupplier stillNeeded) {
    BookRequests ask = requests;
    if (ask == null) {
      throw new IllegalStateException("no books can be asked for of " + instrument);
    }
    soon(
        instrument,
        depth,
        stillNeeded,
        attempts ->
            Thread.ofVirtual()
                .name("book-%s-%d".formatted(instrument, depth))
                .start(() -> fetch(ask, instrument, depth, attempts)));
  }

  /**
   * Runs {@code renewal}, which begins the book's stream anew, soon; nothing where it is due.
   *
   * @param stillNeeded asked before, for it may have to wait
   */
  void renew(Instrument instrument, int depth, BooleanSupplier stillNeeded, Runnable renewal) {
    soon(
        instrument,
        depth,
        stillNeeded,
        attempts -> {
          attempts.underWay = false;
          renewal.run();
        });
  }

  /** Nobody wants the book any more: what is under way for it is not told. */
  void forget(Instrument instrument, int depth) {
    books.remove(new Key(instrument.symbol(), depth));
  }

  private void soon(
      Instrument instrument, int depth, BooleanSupplier stillNeeded, Attempt attempt) {
    Key key = new Key(instrument.symbol(), depth);
    Attempts attempts = books.computeIfAbsent(key, _ -> new Attempts(backoffs.get()));
    if (attempts.underWay) {
      return;
    }
    attempts.underWay = true;
    long now = lane.now();
    boolean barred = now < attempts.notBefore;
    if (!barred && (!attempts.asked || now - attempts.last > FORGIVEN)) {
      attempts.backoff.reset();
      begin(attempts, attempt);
    } else {
      Duration backoff = attempts.backoff.next();
      lane.after(
          barred ? backoff.plusNanos(attempts.notBefore - now) : backoff,
          () -> {
            if (!attempts.equals(books.get(key))) {
              return; // it was forgotten
            }
            if (stillNeeded.getAsBoolean()) {
              begin(attempts, attempt);
            } else {
              attempts.underWay = false;
            }
          });
    }
  }

  private void begin(Attempts attempts, Attempt attempt) {
    attempts.asked = true;
    attempts.last = lane.now();
    attempt.begin(attempts);
  }

  @FunctionalInterface
  private interface Attempt {
    void begin(Attempts attempts);
  }

  private void fetch(BookRequests ask, Instrument instrument, int depth, Attempts attempts) {
    try {
      Runnable telling = ask(ask, instrument, depth, attempts);
      Key key = new Key(instrument.symbol(), depth);
      lane.execute(
          () -> {
            if (attempts.equals(books.get(key))) { // or it was forgotten
              attempts.underWay = false;
              telling.run();
            }
          });
    } catch (InterruptedException | RejectedExecutionException _) {
      Thread.currentThread().interrupt(); // the gateway stops
    }
  }

  private Runnable ask(BookRequests ask, Instrument instrument, int depth, Attempts attempts)
      throws InterruptedException {
    String reason;
    Duration atLeast = Duration.ZERO;
    try {
      switch (rest.ask(ask.request(instrument, depth))) {
        case Rest.Reply.Answered(byte[] body) -> {
          BookSnapshot snapshot = ask.read(instrument, depth, body, lane.now());
          return () -> told.answered(instrument, depth, snapshot);
        }
        case Rest.Reply.Failed failed -> {
          reason = failed.reason();
          atLeast = failed.atLeast();
        }
      }
    } catch (RuntimeException broken) {
      reason = Rest.describe(broken);
    }
    String why = reason;
    long notBefore = lane.now() + atLeast.toNanos();
    return () -> {
      attempts.notBefore = notBefore;
      told.unavailable(instrument, depth, why);
    };
  }
}

package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedFrame;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.util.List;
import java.util.function.Consumer;

/**
 * Market depth: rows are put in, changed and taken out by their place, and what stands in the rows
 * is the book. Rows of several market makers at one price are one level of it.
 *
 * <pre>{@code
 * 12 1 7 0 0 1 249.99 300            put in at place 0, bids
 * 13 1 7 2 ISLAND 1 0 250.03 100 1   change place 2, asks
 * }</pre>
 */
final class BookStream extends Stream {
  private static final int ASKS = 0;

  /** Sides change one after the other: for so long they may seem to cross. */
  private static final long CROSSED = UtcNanos.SECOND;

  private final int depth;
  private final int serverVersion;
  private final Rows bids;
  private final Rows asks;
  private long crossedSince;

  /** Whether the book was told since it began. */
  private boolean told;

  BookStream(int id, String nativeSymbol, Contract contract, int depth, int serverVersion) {
    super(id, nativeSymbol, contract);
    this.depth = depth;
    this.serverVersion = serverVersion;
    this.bids = new Rows(true);
    this.asks = new Rows(false);
  }

  @Override
  String request() {
    return Requests.depth(id, contract, depth);
  }

  @Override
  String cancel() {
    return Requests.cancelDepth(id, contract);
  }

  @Override
  Stream of(int newId, Contract other) {
    return new BookStream(newId, nativeSymbol, other, depth, serverVersion);
  }

  @Override
  void read(
      int message,
      FieldReader fields,
      Instrument instrument,
      long receiveTime,
      Consumer<Inbound> sink) {
    if (message != Replies.DEPTH && message != Replies.DEPTH_OF_MAKERS) {
      return;
    }
    try {
      row(message, fields, instrument, receiveTime, sink);
    } catch (MalformedFrame malformed) {
      begin("a row can't be read: " + malformed.getMessage(), instrument, receiveTime, sink);
    }
  }

  private void row(
      int message,
      FieldReader fields,
      Instrument instrument,
      long receiveTime,
      Consumer<Inbound> sink) {
    int place = fields.integer();
    if (message == Replies.DEPTH_OF_MAKERS) {
      fields.skip(1);
    }
    int operation = fields.integer();
    int side = fields.integer();
    Decimal price = fields.decimal();
    Decimal size = fields.decimal();
    if (price == null || size == null || (side != ASKS && side != 1)) {
      throw new MalformedFrame("a row has no side, price or size");
    }
    Level row = new Level(price, Units.live(size, contract, serverVersion));
    if (!(side == ASKS ? asks : bids).change(operation, place, row)) {
      begin(
          "operation %d at place %d of %s does not fit the rows that are known"
              .formatted(operation, place, side == ASKS ? "asks" : "bids"),
          instrument,
          receiveTime,
          sink);
      return;
    }
    book(instrument, receiveTime, sink);
  }

  /** Has it begun anew: rows are not numbered, and one that is lost shifts all that follow it. */
  private void begin(
      String reason, Instrument instrument, long receiveTime, Consumer<Inbound> sink) {
    broken = reason;
    reset(instrument, reason, receiveTime, sink);
  }

  private void book(Instrument instrument, long receiveTime, Consumer<Inbound> sink) {
    List<Level> best = bids.levels(depth);
    List<Level> least = asks.levels(depth);
    if (!told && (best.isEmpty() || least.isEmpty())) {
      return; // it is just being told, one row after the other
    }
    boolean hasBoth = !best.isEmpty() && !least.isEmpty();
    boolean crossed = hasBoth && best.getFirst().price().compareTo(least.getFirst().price()) >= 0;
    crossedSince = !crossed ? 0 : crossedSince == 0 ? receiveTime : crossedSince;
    if (crossed && receiveTime - crossedSince < CROSSED) {
      return;
    }
    told = true;
    sink.accept(
        new Inbound.Data(
            new BookSnapshot(instrument, depth, Trade.NO_SEQUENCE, best, least, 0, receiveTime)));
  }

  @Override
  void reset(Instrument instrument, String reason, long receiveTime, Consumer<Inbound> sink) {
    bids.clear();
    asks.clear();
    told = false;
    crossedSince = 0;
    sink.accept(new Inbound.Data(new BookReset(instrument, depth, reason, receiveTime)));
  }
}

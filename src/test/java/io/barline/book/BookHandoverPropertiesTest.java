package io.barline.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A book that goes over to another connection is neither reset nor set back, and stays right. */
class BookHandoverPropertiesTest {
  @Property(tries = 1_000)
  void isNeitherLostNorSetBack(
      @ForAll Chain chain,
      @ForAll long seed,
      @ForAll @IntRange(max = 20) int lead,
      @ForAll @IntRange(max = 20) int lag) {
    SplittableRandom random = new SplittableRandom(seed);
    Origin origin =
        chain == Chain.OVERLAPPING || chain == Chain.LINKED ? Origin.REQUEST : Origin.STREAM;
    RandomMarket market = new RandomMarket(chain, random);
    OrderBook book = new OrderBook(new SequenceRule(origin, chain), 3);
    BookSnapshot begin = market.snapshot(market.last(), 1_000);
    assertThat(origin == Origin.STREAM ? book.on(begin) : book.answer(begin))
        .isInstanceOf(Outcome.Replaced.class);
    ReplicaOfView client = new ReplicaOfView(3);
    client.follow(book);
    List<BookDelta> old = deltas(market, 10);
    for (BookDelta delta : old) {
      heard(book.on(delta), book, client, chain);
    }
    // Subscribed now; the old connection brings some of what comes next, the new one others.
    BookSnapshot again = market.snapshot(market.sent(), 1_000);
    List<BookDelta> both = deltas(market, 20);
    boolean numbered = chain != Chain.UNNUMBERED;
    int byOld = Math.min(lead, both.size());
    int byNew = numbered ? Math.min(lag, both.size()) : both.size();
    for (BookDelta delta : both.subList(0, byOld)) {
      heard(book.on(delta), book, client, chain);
    }
    long before = book.sequence();
    List<BookDelta> since = origin == Origin.STREAM ? both.subList(0, byNew) : both;
    Outcome outcome = book.join(origin == Origin.STREAM ? again : null, since);
    heard(outcome, book, client, chain);
    assertThat(book.sequence()).isGreaterThanOrEqualTo(before);
    for (BookDelta delta : both.subList(since.size(), both.size())) {
      heard(book.on(delta), book, client, chain);
    }
    for (BookDelta delta : deltas(market, 10)) {
      heard(book.on(delta), book, client, chain);
    }
    check(book, market, chain);
  }

  @Property(tries = 300)
  void messagesOfConnectionsNeedNotBeginAndEndAlike(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int byOld) {
    RandomMarket market = new RandomMarket(Chain.LINKED, new SplittableRandom(seed));
    OrderBook book = new OrderBook(new SequenceRule(Origin.REQUEST, Chain.LINKED), 3);
    book.answer(market.snapshot(market.last(), 1_000));
    List<BookDelta> both = deltas(market, 20);
    both.subList(0, byOld).forEach(book::on);
    BookDelta from = both.get(byOld - 1);
    BookDelta merged =
        new BookDelta(
            from.instrument(),
            from.depth(),
            from.first(),
            from.previous(),
            both.getLast().sequence(),
            merged(both.subList(byOld - 1, both.size()), true),
            merged(both.subList(byOld - 1, both.size()), false),
            both.getLast().exchangeTime(),
            both.getLast().receiveTime());
    assertThat(book.join(null, List.of(merged))).isNotInstanceOf(Outcome.Lost.class);
    for (BookDelta delta : deltas(market, 5)) {
      assertThat(book.on(delta)).isInstanceOf(Outcome.Updated.class);
    }
    check(book, market, Chain.LINKED);
  }

  private static List<io.barline.market.Level> merged(List<BookDelta> deltas, boolean bids) {
    List<io.barline.market.Level> all = new ArrayList<>();
    deltas.forEach(delta -> all.addAll(bids ? delta.bids() : delta.asks()));
    return all;
  }

  private static List<BookDelta> deltas(RandomMarket market, int count) {
    List<BookDelta> deltas = new ArrayList<>();
    while (deltas.size() < count) {
      BookDelta delta = market.next();
      if (delta != null) {
        deltas.add(delta);
      }
    }
    return deltas;
  }

  private static void heard(Outcome outcome, OrderBook book, ReplicaOfView client, Chain chain) {
    assertThat(outcome).as("%s", chain).isNotInstanceOf(Outcome.Lost.class);
    assertThat(book.isReady()).isTrue();
    client.follow(book);
  }

  private static void check(OrderBook book, RandomMarket market, Chain chain) {
    if (chain != Chain.UNNUMBERED) {
      assertThat(book.sequence()).isEqualTo(market.sent()).isNotEqualTo(Trade.NO_SEQUENCE);
    }
    BookSnapshot truth = market.snapshot(market.sent(), 1_000);
    BookSnapshot content =
        Objects.requireNonNull(new DepthView(Messages.INSTRUMENT, 1_000).snapshot(book, 1));
    assertThat(content.bids()).isEqualTo(truth.bids().subList(0, content.bids().size()));
    assertThat(content.asks()).isEqualTo(truth.asks().subList(0, content.asks().size()));
  }
}

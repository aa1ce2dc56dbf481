package io.barline.feed;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Segment;
import io.barline.market.Instrument;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Asks for the instruments of one segment of an exchange, page by page. It blocks. */
final class CatalogueFetch {
  /** More pages than any exchange has: one that names a next page for ever ends here. */
  private static final int MOST_PAGES = 200;

  private final Exchange exchange;
  private final Segment segment;
  private final Rest rest;

  CatalogueFetch(Exchange exchange, Segment segment, Rest rest) {
    this.exchange = exchange;
    this.segment = segment;
    this.rest = rest;
  }

  /** What came of asking. */
  sealed interface Answer {
    /**
     * The whole list.
     *
     * @param instruments at least one
     */
    record Listed(List<Instrument> instruments) implements Answer {}

    /**
     * No list, or not all of it.
     *
     * @param atLeast the least time before it may be asked again; zero where the exchange names
     *     none
     */
    record Failed(String reason, Duration atLeast) implements Answer {}
  }

  Answer fetch() throws InterruptedException {
    List<Instrument> instruments = new ArrayList<>();
    try {
      Deque<RestRequest> requests = new ArrayDeque<>(exchange.catalogueRequests(segment));
      for (int pages = 0; !requests.isEmpty(); pages++) {
        if (pages == MOST_PAGES) {
          return new Answer.Failed(
              "the list has more than %d pages".formatted(MOST_PAGES), Duration.ZERO);
        }
        switch (rest.ask(requests.removeFirst())) {
          case Rest.Reply.Answered(byte[] body) -> {
            CataloguePage page = exchange.readCatalogue(segment, body);
            instruments.addAll(page.instruments());
            requests.addAll(page.next());
          }
          case Rest.Reply.Failed failed -> {
            return new Answer.Failed(failed.reason(), failed.atLeast());
          }
        }
      }
    } catch (RuntimeException broken) {
      return new Answer.Failed(Rest.describe(broken), Duration.ZERO);
    }
    return instruments.isEmpty()
        ? new Answer.Failed("the list is empty", Duration.ZERO)
        : new Answer.Listed(instruments);
  }
}

package io.barline.subscription;

import io.barline.feed.CatalogueReport;
import io.barline.feed.Catalogues;
import io.barline.feed.FeedReport;
import io.barline.feed.Feeds;
import io.barline.market.Instrument;
import io.barline.market.InstrumentCatalogue;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The exchanges as their catalogues and feeds report them. */
public final class FeedExchanges implements Exchanges {
  private final Catalogues catalogues;
  private final Feeds feeds;
  private final Map<String, String> off;

  /**
   * @param off why exchanges are not served, by their ids
   */
  public FeedExchanges(Catalogues catalogues, Feeds feeds, Map<String, String> off) {
    this.catalogues = catalogues;
    this.feeds = feeds;
    this.off = Map.copyOf(off);
  }

  @Override
  public List<ExchangeReport> list() {
    return catalogues.exchanges().stream().map(this::report).toList();
  }

  @Override
  public @Nullable ExchangeReport get(String id) {
    return catalogues.exchanges().contains(id) ? report(id) : null;
  }

  @Override
  public List<Instrument> search(
      String query, @Nullable String exchange, Predicate<Instrument> among, int limit) {
    if (exchange != null && catalogues.exchanges().contains(exchange)) {
      catalogues.want(exchange);
    }
    List<Instrument> found = new ArrayList<>();
    if (exchange != null && !query.isEmpty() && catalogues.isUnlisted(exchange)) {
      catalogues.find(exchange, query).filter(among).ifPresent(found::add);
      return found;
    }
    for (String id : catalogues.exchanges()) {
      InstrumentCatalogue catalogue = catalogues.of(id);
      if (catalogue != null && (exchange == null || exchange.equals(id))) {
        found.addAll(catalogue.search(query, among, limit - found.size()));
      }
      if (found.size() >= limit) {
        break;
      }
    }
    return found;
  }

  @Override
  public List<String> missing(@Nullable String exchange) {
    List<String> missing = new ArrayList<>();
    for (String id : catalogues.exchanges()) {
      if (exchange == null || exchange.equals(id)) {
        catalogues.report(id).segments().stream()
            .filter(segment -> segment.instruments() == 0)
            .forEach(segment -> missing.add(id + ":" + segment.id()));
      }
    }
    return missing;
  }

  @Override
  public Map<String, String> off() {
    return off;
  }

  private ExchangeReport report(String exchange) {
    CatalogueReport catalogue = catalogues.report(exchange);
    return new ExchangeReport(
        exchange,
        catalogues.via(exchange),
        catalogues.offers(exchange).stream().map(FeedExchanges::report).toList(),
        new ExchangeReport.CatalogueState(
            catalogue.state().code(),
            catalogue.instruments(),
            catalogue.lastError(),
            catalogue.nextLoad()),
        feeds.reports().stream()
            .filter(feed -> feed.exchange().equals(exchange))
            .map(FeedExchanges::report)
            .toList());
  }

  private static ExchangeReport.SegmentReport report(Catalogues.Offer offer) {
    return new ExchangeReport.SegmentReport(
        offer.segment(),
        ChannelNames.of(offer, "book", "bars"),
        offer.bars().stream().map(Interval::code).toList(),
        offer.bookDepth(),
        offer.polled());
  }

  private static ExchangeReport.FeedReport report(FeedReport feed) {
    return new ExchangeReport.FeedReport(
        feed.id(),
        feed.mode().code(),
        feed.state().code(),
        feed.streams(),
        feed.heartbeatAge(),
        feed.reconnects(),
        feed.openedAt(),
        feed.nextRotation(),
        feed.rotations(),
        feed.nextRetry(),
        feed.lastError(),
        new ExchangeReport.FeedLimits(
            feed.streamsPerConnection(),
            feed.messagesPerSecond(),
            feed.attempts(),
            feed.attemptWindow(),
            feed.maxAge()));
  }
}

package io.barline.subscription;

import io.barline.exchange.Exchange;
import io.barline.exchange.Limits;
import io.barline.exchange.Segment;
import io.barline.exchange.UpstreamChannel;
import io.barline.feed.CatalogueReport;
import io.barline.feed.Catalogues;
import io.barline.feed.FeedReport;
import io.barline.feed.Feeds;
import io.barline.market.Instrument;
import io.barline.market.InstrumentCatalogue;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The exchanges as their catalogues and feeds report them. */
public final class FeedExchanges implements Exchanges {
  private static final List<String> INTERVALS =
      Arrays.stream(Interval.values()).map(Interval::code).toList();

  private final Catalogues catalogues;
  private final Feeds feeds;

  public FeedExchanges(Catalogues catalogues, Feeds feeds) {
    this.catalogues = catalogues;
    this.feeds = feeds;
  }

  @Override
  public List<ExchangeReport> list() {
    return new TreeMap<>(catalogues.exchanges()).values().stream().map(this::report).toList();
  }

  @Override
  public @Nullable ExchangeReport get(String id) {
    Exchange exchange = catalogues.exchanges().get(id);
    return exchange == null ? null : report(exchange);
  }

  @Override
  public List<Instrument> search(String query, @Nullable String exchange, int limit) {
    List<Instrument> found = new ArrayList<>();
    for (String id : new TreeMap<>(catalogues.exchanges()).keySet()) {
      InstrumentCatalogue catalogue = catalogues.of(id);
      if (catalogue != null && (exchange == null || exchange.equals(id))) {
        found.addAll(catalogue.search(query, limit - found.size()));
      }
      if (found.size() >= limit) {
        break;
      }
    }
    return found;
  }

  private ExchangeReport report(Exchange exchange) {
    CatalogueReport catalogue = catalogues.report(exchange.id());
    return new ExchangeReport(
        exchange.id(),
        exchange.segments().stream().map(FeedExchanges::report).toList(),
        new ExchangeReport.CatalogueState(
            switch (catalogue.state()) {
              case LOADED -> ExchangeReport.CatalogueState.State.LOADED;
              case LOADING -> ExchangeReport.CatalogueState.State.LOADING;
              case FAILED -> ExchangeReport.CatalogueState.State.FAILED;
            },
            catalogue.instruments(),
            catalogue.lastError(),
            catalogue.nextLoad()),
        feeds.reports().stream()
            .filter(feed -> feed.exchange().equals(exchange.id()))
            .map(FeedExchanges::report)
            .toList());
  }

  private static ExchangeReport.SegmentReport report(Segment segment) {
    List<String> channels = new ArrayList<>();
    boolean trades = segment.channels().contains(new UpstreamChannel.Trades());
    if (trades) {
      channels.add("trades");
    }
    if (segment.channels().contains(new UpstreamChannel.Quotes())) {
      channels.add("quotes");
    }
    if (trades) {
      channels.add("bars");
    }
    channels.add("status");
    return new ExchangeReport.SegmentReport(segment.id(), channels, trades ? INTERVALS : List.of());
  }

  private static ExchangeReport.FeedReport report(FeedReport feed) {
    Limits limits = feed.limits();
    return new ExchangeReport.FeedReport(
        feed.id(),
        feed.state().code(),
        feed.streams(),
        feed.heartbeatAge(),
        feed.reconnects(),
        feed.nextRetry(),
        feed.lastError(),
        new ExchangeReport.FeedLimits(
            limits.streamsPerConnection(),
            limits.messagesPerSecond(),
            limits.attempts(),
            limits.attemptWindow(),
            feed.maxAge()));
  }
}

package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.Segment;
import io.barline.exchange.UpstreamChannel;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.InstrumentCatalogue;
import io.barline.market.UtcNanos;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instruments of each exchange, fetched through its REST interface at start and again from time
 * to time, each exchange on a virtual thread of its own. While a segment's list can't be had the
 * earlier one stays, and symbols whose form is unambiguous are presumed.
 */
public final class Catalogues implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogues.class);

  private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
  private final Map<String, CatalogueReport> reports = new ConcurrentHashMap<>();
  private final Map<String, InstrumentCatalogue> loaded = new ConcurrentHashMap<>();
  private final Map<String, Upkeep> upkeeps = new LinkedHashMap<>();
  private final FeedSettings settings;
  private final Clock clock;
  private final HttpClient client;
  private final List<Thread> threads = new ArrayList<>();

  private record Upkeep(CatalogueFetch fetch, Backoff backoff) {}

  public Catalogues(
      List<Exchange> exchanges, FeedSettings settings, Clock clock, RandomGenerator random) {
    this.settings = settings;
    this.clock = clock;
    this.client = HttpClient.newBuilder().connectTimeout(settings.connectTimeout()).build();
    for (Exchange exchange : exchanges) {
      this.exchanges.put(exchange.id(), exchange);
      reports.put(exchange.id(), new CatalogueReport(CatalogueReport.State.LOADING, 0, 0, null));
      upkeeps.put(
          exchange.id(),
          new Upkeep(
              new CatalogueFetch(exchange, client, settings.catalogueTimeout()),
              new Backoff(settings.backoffMin(), settings.backoffMax(), random)));
    }
  }

  /** Begins to fetch. */
  public void start() {
    upkeeps.forEach(
        (id, upkeep) ->
            threads.add(Thread.ofVirtual().name("catalogue-" + id).start(() -> keep(id, upkeep))));
  }

  /** The ids of the exchanges, sorted. */
  public List<String> exchanges() {
    return exchanges.keySet().stream().sorted().toList();
  }

  /** What can be streamed of each segment of an exchange; none where there is no such exchange. */
  public List<Offer> offers(String exchange) {
    Exchange described = exchanges.get(exchange);
    return described == null
        ? List.of()
        : described.segments().stream().map(Catalogues::offer).toList();
  }

  private static Offer offer(Segment segment) {
    return new Offer(
        segment.id(),
        segment.channels().contains(new UpstreamChannel.Trades()),
        segment.channels().contains(new UpstreamChannel.Quotes()));
  }

  /**
   * What can be streamed of one market of an exchange.
   *
   * @param trades whether trades can be, and so bars of every interval
   */
  public record Offer(String segment, boolean trades, boolean quotes) {}

  /** Whether {@code channel} of {@code instrument} can be had. */
  public boolean isOffered(Instrument instrument, Channel channel) {
    Exchange exchange = exchanges.get(instrument.exchange());
    UpstreamChannel upstream = SegmentFeeds.upstreamOf(channel);
    return channel instanceof Channel.Status
        || (exchange != null && upstream != null && exchange.stream(instrument, upstream) != null);
  }

  /** How the catalogue of an exchange is. */
  public CatalogueReport report(String exchange) {
    CatalogueReport report = reports.get(exchange);
    if (report == null) {
      throw new IllegalArgumentException("unknown exchange: " + exchange);
    }
    return report;
  }

  /** The instruments of an exchange, or null while none were fetched. */
  public @Nullable InstrumentCatalogue of(String exchange) {
    return loaded.get(exchange);
  }

  /** The instrument that {@code symbol} names, by the catalogue or, without one, by its form. */
  public Optional<Instrument> find(String exchange, String symbol) {
    InstrumentCatalogue catalogue = loaded.get(exchange);
    Exchange described = exchanges.get(exchange);
    Optional<Instrument> known = catalogue == null ? Optional.empty() : catalogue.resolve(symbol);
    boolean whole = report(exchange).state() == CatalogueReport.State.LOADED;
    return known.isPresent() || whole || described == null
        ? known
        : described.presume(symbol).filter(Catalogues::isMeasured);
  }

  /** Whether its volumes mean something: those of an inverse contract don't without its size. */
  private static boolean isMeasured(Instrument presumed) {
    return !presumed.type().isInverse() || presumed.contractSize() != null;
  }

  private void keep(String exchange, Upkeep upkeep) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(load(exchange, upkeep));
      }
    } catch (InterruptedException _) {
      LOG.debug("exchange={} catalogue=stopped", exchange);
    }
  }

  /** Fetches the list of an exchange once; not while {@link #start} has it fetched. */
  Duration load(String exchange) throws InterruptedException {
    Upkeep upkeep = upkeeps.get(exchange);
    if (upkeep == null) {
      throw new IllegalArgumentException("unknown exchange: " + exchange);
    }
    return load(exchange, upkeep);
  }

  /** How long to wait before the list is fetched again. */
  private Duration load(String exchange, Upkeep upkeep) throws InterruptedException {
    CatalogueFetch.Outcome outcome = upkeep.fetch.fetch();
    int instruments = outcome.instruments().size();
    if (instruments > 0) {
      loaded.put(exchange, new InstrumentCatalogue(outcome.instruments()));
    }
    return outcome.error() == null
        ? succeeded(exchange, instruments, upkeep.backoff)
        : failed(exchange, instruments, outcome.error(), upkeep.backoff);
  }

  private Duration succeeded(String exchange, int instruments, Backoff backoff) {
    backoff.reset();
    CatalogueReport before =
        reports.put(
            exchange,
            new CatalogueReport(
                CatalogueReport.State.LOADED,
                instruments,
                UtcNanos.now(clock) + settings.catalogueRefresh().toNanos(),
                null));
    if (before == null || before.state() != CatalogueReport.State.LOADED) {
      LOG.info("exchange={} catalogue=loaded instruments={}", exchange, instruments);
    }
    return settings.catalogueRefresh();
  }

  private Duration failed(String exchange, int instruments, String error, Backoff backoff) {
    Duration wait = backoff.next();
    reports.put(
        exchange,
        new CatalogueReport(
            CatalogueReport.State.FAILED,
            instruments,
            UtcNanos.now(clock) + wait.toNanos(),
            error));
    LOG.warn(
        "exchange={} catalogue=failed attempt={} retry_ms={} reason=\"{}\"",
        exchange,
        backoff.attempt(),
        wait.toMillis(),
        error);
    return wait;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    client.shutdownNow();
  }
}

package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.Segment;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.InstrumentCatalogue;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instruments of each exchange, fetched through its REST interface at start and again from time
 * to time, each segment on a virtual thread and a schedule of its own. While a segment's list can't
 * be had the earlier one stays; where there is none, symbols whose form is unambiguous are
 * presumed.
 */
public final class Catalogues implements Symbols, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogues.class);

  private final Map<String, ExchangeCatalogue> catalogues = new LinkedHashMap<>();
  private final List<String> ids;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong generation = new AtomicLong();

  public Catalogues(
      List<Exchange> exchanges,
      RestInterfaces rest,
      FeedSettings settings,
      Clock clock,
      RandomGenerator random) {
    for (Exchange exchange : exchanges) {
      List<SegmentCatalogue> segments = new ArrayList<>();
      for (Segment segment : exchange.segments()) {
        // A generator is not for several threads.
        RandomGenerator own = new SplittableRandom(random.nextLong());
        segments.add(
            new SegmentCatalogue(
                exchange.id(),
                segment.id(),
                new CatalogueFetch(exchange, segment, rest.of(exchange, segment)),
                new Backoff(settings.backoffMin(), settings.backoffMax(), own),
                settings.catalogueRefresh(),
                clock));
      }
      catalogues.put(exchange.id(), new ExchangeCatalogue(exchange, segments));
    }
    this.ids = catalogues.keySet().stream().sorted().toList();
  }

  /** Begins to fetch. */
  public void start() {
    catalogues.forEach(
        (id, catalogue) -> {
          for (SegmentCatalogue segment : catalogue.segments()) {
            threads.add(
                Thread.ofVirtual()
                    .name("catalogue-%s-%s".formatted(id, segment.id()))
                    .start(() -> keep(id, catalogue, segment)));
          }
        });
  }

  @Override
  public List<String> exchanges() {
    return ids;
  }

  /** What can be streamed of each segment of an exchange; none where there is no such exchange. */
  public List<Offer> offers(String exchange) {
    ExchangeCatalogue catalogue = catalogues.get(exchange);
    return catalogue == null
        ? List.of()
        : catalogue.exchange().segments().stream().map(Catalogues::offer).toList();
  }

  private static Offer offer(Segment segment) {
    return new Offer(
        segment.id(),
        Sources.of(segment, new Channel.Trades()) != null,
        Sources.of(segment, new Channel.Quotes()) != null,
        Sources.deepestBook(segment),
        Arrays.stream(Interval.values())
            .filter(interval -> Sources.of(segment, new Channel.Bars(interval)) != null)
            .toList(),
        Sources.of(segment, new Channel.Ticker()) != null);
  }

  /**
   * What can be streamed of one market of an exchange.
   *
   * @param bookDepth the most levels a side of its order books; 0 where it has none
   * @param bars the intervals that bars are offered in
   */
  public record Offer(
      String segment,
      boolean trades,
      boolean quotes,
      int bookDepth,
      List<Interval> bars,
      boolean ticker) {}

  /** What can be streamed of the market that lists {@code instrument}. */
  public Offer offer(Instrument instrument) {
    return offer(segment(catalogue(instrument.exchange()).exchange(), instrument));
  }

  private static Segment segment(Exchange exchange, Instrument instrument) {
    for (Segment segment : exchange.segments()) {
      if (segment.id().equals(instrument.segment())) {
        return segment;
      }
    }
    throw new IllegalArgumentException(
        "%s has no segment of %s".formatted(exchange.id(), instrument));
  }

  /** Whether {@code channel} of {@code instrument} can be had. */
  public boolean isOffered(Instrument instrument, Channel channel) {
    if (channel instanceof Channel.Status) {
      return true;
    }
    Exchange exchange = catalogue(instrument.exchange()).exchange();
    UpstreamChannel upstream = Sources.of(segment(exchange, instrument), channel);
    return upstream != null && !exchange.streams(instrument, upstream).isEmpty();
  }

  /** How the catalogue of an exchange is. */
  public CatalogueReport report(String exchange) {
    return catalogue(exchange).report();
  }

  /** The instruments of an exchange, or null while none were fetched. */
  public @Nullable InstrumentCatalogue of(String exchange) {
    return catalogue(exchange).listed();
  }

  /** By the catalogue or, while its segment's is missing, its form. */
  @Override
  public Lookup lookUp(String exchange, String symbol) {
    return catalogue(exchange).lookUp(symbol);
  }

  @Override
  public List<String> nearest(String exchange, String symbol, int most) {
    InstrumentCatalogue listed = of(exchange);
    return listed == null ? List.of() : listed.nearest(symbol, most);
  }

  /** The instrument that {@link #lookUp} finds. */
  public Optional<Instrument> find(String exchange, String symbol) {
    return switch (lookUp(exchange, symbol)) {
      case Lookup.Found(Instrument instrument) -> Optional.of(instrument);
      case Lookup.Unknown _, Lookup.Missing _ -> Optional.empty();
    };
  }

  private ExchangeCatalogue catalogue(String exchange) {
    ExchangeCatalogue catalogue = catalogues.get(exchange);
    if (catalogue == null) {
      throw new IllegalArgumentException("unknown exchange: " + exchange);
    }
    return catalogue;
  }

  /** Another number whenever other instruments are listed than before. */
  public long generation() {
    return generation.get();
  }

  private void assemble(ExchangeCatalogue catalogue) {
    if (catalogue.assemble()) {
      generation.incrementAndGet();
    }
  }

  private void keep(String id, ExchangeCatalogue catalogue, SegmentCatalogue segment) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(segment.load(() -> assemble(catalogue)));
      }
    } catch (InterruptedException _) {
      LOG.debug("exchange={} segment={} catalogue=stopped", id, segment.id());
    }
  }

  /**
   * Fetches the list of a segment once; not while {@link #start} has it fetched.
   *
   * @return how long to wait before it is fetched again
   */
  Duration load(String exchange, String segment) throws InterruptedException {
    ExchangeCatalogue catalogue = catalogue(exchange);
    for (SegmentCatalogue each : catalogue.segments()) {
      if (each.id().equals(segment)) {
        return each.load(() -> assemble(catalogue));
      }
    }
    throw new IllegalArgumentException("unknown segment of %s: %s".formatted(exchange, segment));
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}

package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.Roster;
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
import java.util.concurrent.ConcurrentHashMap;
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

  private final Roster roster;
  private final RestInterfaces rest;
  private final FeedSettings settings;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<String, ExchangeCatalogue> catalogues = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong generation = new AtomicLong();
  private boolean started;

  public Catalogues(
      Roster roster,
      RestInterfaces rest,
      FeedSettings settings,
      Clock clock,
      RandomGenerator random) {
    this.roster = roster;
    this.rest = rest;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  private synchronized ExchangeCatalogue create(Exchange exchange) {
    ExchangeCatalogue known = catalogues.get(exchange.id());
    if (known != null) {
      return known;
    }
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
    ExchangeCatalogue created = new ExchangeCatalogue(exchange, segments);
    catalogues.put(exchange.id(), created);
    if (started && !exchange.isOnDemand()) {
      begin(created);
    }
    return created;
  }

  /** Begins to fetch; what is on demand when that comes. */
  public synchronized void start() {
    for (Exchange exchange : roster.list()) {
      if (!exchange.isOnDemand()) {
        var _ = catalogue(exchange.id());
      }
    }
    started = true;
    for (ExchangeCatalogue catalogue : catalogues.values()) {
      if (!catalogue.exchange().isOnDemand()) {
        catalogue.becomesWanted();
      }
      if (catalogue.isWanted()) {
        keep(catalogue);
      }
    }
  }

  /** Somebody asks for something of an exchange: its instruments are listed from now on. */
  public void want(String exchange) {
    ExchangeCatalogue catalogue = catalogue(exchange);
    if (!catalogue.isWanted()) {
      begin(catalogue);
    }
  }

  private synchronized void begin(ExchangeCatalogue catalogue) {
    if (catalogue.becomesWanted() && started) {
      keep(catalogue);
    }
  }

  @Override
  public boolean isWanted(String exchange) {
    ExchangeCatalogue known = catalogues.get(exchange);
    return known == null ? !served(exchange).isOnDemand() : isListed(known);
  }

  private static boolean isListed(ExchangeCatalogue catalogue) {
    return !catalogue.exchange().isOnDemand() || catalogue.isWanted();
  }

  private void keep(ExchangeCatalogue catalogue) {
    if (!catalogue.exchange().isListed()) {
      return;
    }
    String id = catalogue.exchange().id();
    for (SegmentCatalogue segment : catalogue.segments()) {
      threads.add(
          Thread.ofVirtual()
              .name("catalogue-%s-%s".formatted(id, segment.id()))
              .start(() -> keep(id, catalogue, segment)));
    }
  }

  @Override
  public List<String> exchanges() {
    return roster.ids();
  }

  /** {@link Exchange#isOnDemand} of an exchange. */
  boolean isOnDemand(String exchange) {
    return served(exchange).isOnDemand();
  }

  /** Whether an exchange lists nothing: {@link Exchange#isListed}. */
  public boolean isUnlisted(String exchange) {
    Exchange served = roster.get(exchange);
    return served != null && !served.isListed();
  }

  /** {@link Exchange#via} of an exchange. */
  public @Nullable String via(String exchange) {
    Exchange served = roster.get(exchange);
    return served == null ? null : served.via();
  }

  /** What can be streamed of each segment of an exchange; none where there is no such exchange. */
  public List<Offer> offers(String exchange) {
    Exchange served = roster.get(exchange);
    return served == null ? List.of() : served.segments().stream().map(Catalogues::offer).toList();
  }

  private static Offer offer(Segment segment) {
    List<Interval> bars =
        Arrays.stream(Interval.values())
            .filter(interval -> Sources.of(segment, new Channel.Bars(interval)) != null)
            .toList();
    return new Offer(
        segment.id(),
        Sources.of(segment, new Channel.Trades()) != null,
        Sources.of(segment, new Channel.Quotes()) != null,
        Sources.deepestBook(segment),
        bars,
        Sources.of(segment, new Channel.Ticker()) != null,
        polled(segment, bars));
  }

  private static List<String> polled(Segment segment, List<Interval> bars) {
    List<String> polled = new ArrayList<>();
    Map<String, Channel> examples = new LinkedHashMap<>();
    examples.put("trades", new Channel.Trades());
    examples.put("quotes", new Channel.Quotes());
    examples.put("book", new Channel.Book(1));
    if (!bars.isEmpty()) {
      examples.put("bars", new Channel.Bars(bars.getFirst()));
    }
    examples.put("ticker", new Channel.Ticker());
    examples.forEach(
        (kind, example) -> {
          UpstreamChannel source = Sources.of(segment, example);
          if (source != null && segment.polled().contains(source)) {
            polled.add(kind);
          }
        });
    return polled;
  }

  /**
   * What can be streamed of one market of an exchange.
   *
   * @param bookDepth the most levels a side of its order books; 0 where it has none
   * @param bars the intervals that bars are offered in
   * @param polled those kinds of channels that come by polling, without depths or intervals
   */
  public record Offer(
      String segment,
      boolean trades,
      boolean quotes,
      int bookDepth,
      List<Interval> bars,
      boolean ticker,
      List<String> polled) {}

  /** What can be streamed of {@code instrument}: of its market what there is of it. */
  public Offer offer(Instrument instrument) {
    Exchange exchange = catalogue(instrument.exchange()).exchange();
    Offer all = offer(segment(exchange, instrument));
    boolean book = isOffered(instrument, new Channel.Book(Math.max(1, all.bookDepth)));
    return new Offer(
        all.segment,
        all.trades && isOffered(instrument, new Channel.Trades()),
        all.quotes && isOffered(instrument, new Channel.Quotes()),
        book ? all.bookDepth : 0,
        all.bars.stream()
            .filter(interval -> isOffered(instrument, new Channel.Bars(interval)))
            .toList(),
        all.ticker && isOffered(instrument, new Channel.Ticker()),
        all.polled);
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
    ExchangeCatalogue known = catalogues.get(exchange);
    return known == null && served(exchange).isOnDemand()
        ? CatalogueReport.unasked()
        : catalogue(exchange).report();
  }

  /** The instruments of an exchange, or null while none were fetched. */
  public @Nullable InstrumentCatalogue of(String exchange) {
    ExchangeCatalogue known = catalogues.get(exchange);
    return known == null ? null : known.listed();
  }

  /** By the catalogue or, while its segment's is missing, its form. */
  @Override
  public Lookup lookUp(String exchange, String symbol) {
    want(exchange);
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

  private Exchange served(String exchange) {
    Exchange served = roster.get(exchange);
    if (served == null) {
      throw new IllegalArgumentException("unknown exchange: " + exchange);
    }
    return served;
  }

  private ExchangeCatalogue catalogue(String exchange) {
    ExchangeCatalogue catalogue = catalogues.get(exchange);
    if (catalogue != null) {
      return catalogue;
    }
    Exchange served = roster.use(exchange);
    if (served == null) {
      throw new IllegalArgumentException("unknown exchange: " + exchange);
    }
    return create(served);
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
  public synchronized void close() {
    started = false;
    threads.forEach(Thread::interrupt);
  }
}

package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.Segment;
import io.barline.market.Instrument;
import io.barline.market.InstrumentCatalogue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The instruments of one exchange, put together of those segments whose lists are there. */
final class ExchangeCatalogue {
  private final Exchange exchange;
  private final List<SegmentCatalogue> segments;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private volatile Known known = new Known(new InstrumentCatalogue(List.of()), Set.of());

  /**
   * What is known at one moment.
   *
   * @param segments the ids of those that are in {@code catalogue}
   */
  private record Known(InstrumentCatalogue catalogue, Set<String> segments) {}

  /**
   * @param segments in the exchange's order
   */
  ExchangeCatalogue(Exchange exchange, List<SegmentCatalogue> segments) {
    this.exchange = exchange;
    this.segments = List.copyOf(segments);
  }

  Exchange exchange() {
    return exchange;
  }

  /** Whether somebody has asked for something of it. */
  boolean isWanted() {
    return wanted.get();
  }

  /** Somebody asks for something of it; whether that is the first time. */
  boolean becomesWanted() {
    return wanted.compareAndSet(false, true);
  }

  List<SegmentCatalogue> segments() {
    return segments;
  }

  /** What is listed, or null while nothing is. */
  @Nullable InstrumentCatalogue listed() {
    Known now = known;
    return now.segments.isEmpty() ? null : now.catalogue;
  }

  CatalogueReport report() {
    if (!exchange.isListed()) {
      return CatalogueReport.unlisted();
    }
    if (exchange.isOnDemand() && !isWanted()) {
      return CatalogueReport.unasked();
    }
    return CatalogueReport.of(segments.stream().map(SegmentCatalogue::report).toList());
  }

  /**
   * To be called after a segment has a new list; by the threads of several segments.
   *
   * @return whether it says something else than before
   */
  synchronized boolean assemble() {
    List<Instrument> all = segments.stream().flatMap(each -> each.instruments().stream()).toList();
    if (!all.isEmpty() && all.equals(known.catalogue.all())) {
      return false;
    }
    known =
        new Known(
            new InstrumentCatalogue(all),
            all.stream().map(Instrument::segment).collect(Collectors.toUnmodifiableSet()));
    return true;
  }

  /** What {@code symbol} names. Where its segment isn't listed yet its form may still tell. */
  Lookup lookUp(String symbol) {
    if (!exchange.isListed()) {
      return exchange
          .presume(symbol)
          .<Lookup>map(Lookup.Found::new)
          .orElseGet(() -> new Lookup.Unknown(exchange.misfit(symbol)));
    }
    Known now = known;
    Optional<Instrument> found = now.catalogue.resolve(symbol);
    if (found.isPresent()) {
      return certain(found.get(), symbol, now);
    }
    Optional<Instrument> presumed = exchange.presume(symbol);
    List<String> missing =
        missing(now, id -> presumed.isEmpty() || presumed.get().segment().equals(id));
    if (missing.isEmpty()) {
      return new Lookup.Unknown();
    }
    return presumed.isPresent() && isMeasured(presumed.get())
        ? new Lookup.Found(presumed.get())
        : new Lookup.Missing(missing);
  }

  /**
   * The exchange's own names and aliases may be in use in several segments: what one names is
   * certain once every segment is there that goes before, while a unified symbol names only one.
   */
  private Lookup certain(Instrument found, String symbol, Known now) {
    if (found.symbol().equals(symbol) || now.segments.size() == segments.size()) {
      return new Lookup.Found(found);
    }
    List<String> ids = exchange.segments().stream().map(Segment::id).toList();
    Set<String> before = Set.copyOf(ids.subList(0, Math.max(0, ids.indexOf(found.segment()))));
    List<String> missing = missing(now, before::contains);
    return missing.isEmpty() || found.symbol().equalsIgnoreCase(symbol.strip())
        ? new Lookup.Found(found)
        : new Lookup.Missing(missing);
  }

  private List<String> missing(Known now, Predicate<String> relevant) {
    return exchange.segments().stream()
        .map(Segment::id)
        .filter(id -> !now.segments.contains(id))
        .filter(relevant)
        .toList();
  }

  /** Whether its volumes mean something: those of an inverse contract don't without its size. */
  private static boolean isMeasured(Instrument presumed) {
    return !presumed.type().isInverse() || presumed.contractSize() != null;
  }
}

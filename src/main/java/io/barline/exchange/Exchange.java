package io.barline.exchange;

import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source of market data, described: stateless, it opens no socket, reads no clock and retries
 * nothing. One exchange serves all its segments (spot, linear, inverse), which symbols tell apart.
 */
public interface Exchange {
  /** The id in topics: lower-case, without a colon. */
  String id();

  /**
   * The markets that it lists instruments in, in the order in which an ambiguous native symbol is
   * looked for.
   */
  List<Segment> segments();

  /**
   * Whether its instruments are listed, and anything is kept of it, only from when somebody first
   * asks for something of it on.
   */
  default boolean isOnDemand() {
    return false;
  }

  /**
   * Whether it tells which instruments it has. Where not, the form of a symbol says which one it
   * means, and {@link #catalogueRequests} is not asked for.
   */
  default boolean isListed() {
    return true;
  }

  /** Through what it is reached, by name and version; null where directly. */
  default @Nullable String via() {
    return null;
  }

  /** The kinds of connection that it offers. */
  List<Route> routes();

  /**
   * How many frames may be sent on all connections of an address together; null where that is only
   * limited for each ({@link Limits#messagesPerSecond}).
   */
  default @Nullable Allowance sharedMessages() {
    return null;
  }

  /** The REST requests that list the instruments of {@code segment}. */
  List<RestRequest> catalogueRequests(Segment segment);

  /**
   * Reads the answer to one of {@link #catalogueRequests}, or to one that an earlier page named.
   *
   * @throws MalformedAnswer if the body is not such an answer
   */
  CataloguePage readCatalogue(Segment segment, byte[] body);

  /**
   * The instrument that {@code symbol} must mean even without the catalogue, because its form is
   * unambiguous; it is marked {@link Instrument#presumed}. Empty where only the catalogue can tell.
   */
  Optional<Instrument> presume(String symbol);

  /**
   * What is wrong with a symbol that {@link #presume} knows no instrument of, and what would be
   * right, in a sentence without a full stop; null where that can't be told by its form.
   */
  default @Nullable String misfit(String symbol) {
    return null;
  }

  /**
   * Where the data comes from: the connections and the names to subscribe to, the best first. A
   * later one is used while none before it can be had.
   *
   * @return empty where the instrument's segment does not offer {@code channel}
   */
  List<StreamName> streams(Instrument instrument, UpstreamChannel channel);

  /**
   * What {@code name} takes up of {@link Limits#streamsPerConnection}: names of the same line take
   * up one together. Null where it takes up none.
   */
  default @Nullable String line(String name) {
    return name;
  }

  /**
   * How often names like this one may be subscribed to, on all connections of a route one after the
   * other; null where nothing limits that but {@link Limits#messagesPerSecond}.
   */
  default @Nullable Allowance allowance(String name) {
    return null;
  }

  /**
   * How long what is streamed of {@code channel} may be silent at least, however much usually
   * comes: where it costs much to ask, or can't be found out, whether something is withheld.
   */
  default Duration leastSilence(UpstreamChannel channel) {
    return Duration.ZERO;
  }

  /** What is said on one new connection on {@code route}, both ways. */
  Conversation converse(Route route, NativeSymbols symbols);

  /**
   * Whether {@code instrument} trades at {@code now}, nanoseconds since the epoch, as far as is
   * known: outside of its hours nothing is expected of it.
   */
  default boolean isOpen(Instrument instrument, long now) {
    return true;
  }

  /**
   * The questions of one new connection on {@code route}, where {@link RestRequest#inquiry} asks on
   * it; null where none can be asked.
   */
  default @Nullable Inquiry newInquiry(Route route) {
    return null;
  }

  /** The requests of one round of a polled route, for all its {@code names}. */
  default List<RestRequest> polls(Route route, List<String> names) {
    return List.of();
  }

  /**
   * How snapshots of order books are asked for; null where they can't be. Where streams bring all
   * of them, they are asked for only to see whether something is withheld.
   */
  default @Nullable BookRequests books() {
    return null;
  }

  /** How bars and trades of the past are asked for; null where they can't be. */
  default @Nullable HistoryRequests history() {
    return null;
  }
}

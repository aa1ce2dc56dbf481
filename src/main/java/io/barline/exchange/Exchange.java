package io.barline.exchange;

import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
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
   * Where the data comes from: the connections and the names to subscribe to, the best first. A
   * later one is used while none before it can be had.
   *
   * @return empty where the instrument's segment does not offer {@code channel}
   */
  List<StreamName> streams(Instrument instrument, UpstreamChannel channel);

  /** Whether {@code name} counts against {@link Limits#streamsPerConnection}. */
  default boolean isCounted(String name) {
    return true;
  }

  /**
   * The frame that subscribes to {@code names} on a socket, at most {@link Limits#namesPerRequest}
   * of them.
   */
  String subscribe(Route route, long requestId, List<String> names);

  /** The frame that unsubscribes from {@code names}. */
  String unsubscribe(Route route, long requestId, List<String> names);

  /** A decoder for one new connection on {@code route}. */
  Decoder newDecoder(Route route, NativeSymbols symbols);

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

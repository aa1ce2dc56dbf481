package io.barline.simulator;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a WebSocket address asks for.
 *
 * @param combined whether payloads are wrapped with their stream's name
 * @param micros whether times are in microseconds
 * @param streams subscribed from the start
 */
record Target(
    Segment segment, Scope scope, boolean combined, boolean micros, List<String> streams) {

  /** Which streams of a segment a connection carries; on others it is silent. */
  enum Scope {
    ALL,
    /** USD-M: books and quotes. */
    PUBLIC,
    /** USD-M: trades, klines and statistics. */
    MARKET;

    boolean carries(String stream) {
      return this == ALL || (this == PUBLIC) == isPublic(stream);
    }

    /** Raw trades are undocumented on futures and were seen on the public route. */
    private static boolean isPublic(String stream) {
      String channel = stream.substring(stream.indexOf('@') + 1);
      return channel.equals("bookTicker")
          || channel.equals("!bookTicker")
          || channel.equals("trade")
          || channel.startsWith("depth")
          || channel.startsWith("rpiDepth");
    }
  }

  /** The target of a path and query, or null where there is none. */
  static @Nullable Target parse(String uri) {
    QueryStringDecoder decoder = new QueryStringDecoder(uri);
    Prefix prefix = Prefix.of(decoder.path());
    String path = decoder.path().substring(prefix.path.length());
    boolean micros =
        decoder.parameters().getOrDefault("timeUnit", List.of()).stream()
            .anyMatch(unit -> unit.toUpperCase(Locale.ROOT).equals("MICROSECOND"));
    if (path.equals("/stream")) {
      List<String> streams =
          decoder.parameters().getOrDefault("streams", List.of()).stream()
              .flatMap(names -> names(names).stream())
              .toList();
      return new Target(prefix.segment, prefix.scope, true, micros, streams);
    }
    if (path.equals("/ws") || path.startsWith("/ws/")) {
      return new Target(prefix.segment, prefix.scope, false, micros, names(path.substring(3)));
    }
    return null;
  }

  private static List<String> names(String separated) {
    return Arrays.stream(separated.split("/")).filter(name -> !name.isEmpty()).toList();
  }

  /** The longest matching one counts; without any, it is spot's own host. */
  private enum Prefix {
    USDM_PUBLIC("/usdm/public", Segment.USDM, Scope.PUBLIC),
    USDM_MARKET("/usdm/market", Segment.USDM, Scope.MARKET),
    /** An address without a route carries what the public one does. */
    USDM("/usdm", Segment.USDM, Scope.PUBLIC),
    PUBLIC("/public", Segment.USDM, Scope.PUBLIC),
    MARKET("/market", Segment.USDM, Scope.MARKET),
    COINM("/coinm", Segment.COINM, Scope.ALL),
    SPOT("/spot", Segment.SPOT, Scope.ALL),
    NONE("", Segment.SPOT, Scope.ALL);

    private final String path;
    private final Segment segment;
    private final Scope scope;

    Prefix(String path, Segment segment, Scope scope) {
      this.path = path;
      this.segment = segment;
      this.scope = scope;
    }

    static Prefix of(String path) {
      for (Prefix prefix : values()) {
        if (path.startsWith(prefix.path + "/")) {
          return prefix;
        }
      }
      return NONE;
    }
  }
}

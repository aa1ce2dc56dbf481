package io.barline.exchange.ibkr;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Message 4: errors, warnings and notices, of a request or of the connection, and what follows from
 * them.
 *
 * <pre>{@code
 * 4 2 -1 2104 Market data farm connection is OK:usfarm
 * 4 2 7 354 Requested market data is not subscribed.
 * }</pre>
 */
final class Errors {
  /** Another session of the same user has the data. */
  private static final int COMPETING = 10_197;

  /** How long to wait before what ended is asked for again. */
  private static final long SOON_MILLIS = 1_000;

  /** The same where there are too many: until others may have been let go. */
  private static final long FULL_MILLIS = 300_000;

  private static final String SERVERS = "servers of Interactive Brokers";

  private final IbkrSettings settings;
  private final Greeting greeting;
  private final Streams streams;
  private final Farms farms = new Farms();

  /** Whether delayed data was allowed on this connection. */
  private boolean delayedAllowed;

  /** The last id that was asked for before delayed data was allowed. */
  private int lastBefore;

  Errors(IbkrSettings settings, Greeting greeting, Streams streams) {
    this.settings = settings;
    this.greeting = greeting;
    this.streams = streams;
  }

  void read(FieldReader fields, long receiveTime, Consumer<Inbound> sink) {
    if (greeting.version() < Replies.ERROR_WITHOUT_VERSION) {
      fields.skip(1);
    }
    int id = fields.integer();
    int code = fields.integer();
    String text = Excerpt.of(fields.unescaped());
    Stream stream = streams.get(id);
    if (code == 100) { // whatever it was that was sent
      sink.accept(new Inbound.TooFast("100 " + text));
    } else if (stream != null) {
      ofStream(stream, code, text, receiveTime, sink);
    } else if (streams.isResolving(id)) {
      Effect effect = Effect.of(code, text);
      if (effect != Effect.NONE) {
        streams.unresolved(id, Integer.toString(code), text, effect == Effect.REFUSED, sink);
      }
    } else if (id < 0 || code != COMPETING) { // else of what was let go meanwhile
      ofConnection(code, text, receiveTime, sink);
    }
  }

  private void ofConnection(int code, String text, long now, Consumer<Inbound> sink) {
    if (Farms.tells(code)) {
      long brokenSince = farms.told(code, text, now, sink);
      if (brokenSince != 0) {
        mayHaveMissed(brokenSince, "%d %s".formatted(code, text), sink);
      }
      if (streams.isHolding() && (code == 2104 || code == 2106)) {
        restored(sink);
      }
      return;
    }
    switch (code) {
      case 326 -> greeting.taken(text, sink);
      case 503, 506 -> sink.accept(new Inbound.Refused(Integer.toString(code), text, true));
      case 1100, 2110 -> lost(code, text, sink);
      case 1101 -> {
        sink.accept(new Inbound.Condition(SERVERS, "connected", false));
        sink.accept(new Inbound.Unsay());
        sink.accept(new Inbound.Dropped(streams.forgetAll(), "1101 " + text, 0));
      }
      case 1102 -> restored(sink);
      case 1300 -> sink.accept(new Inbound.Refused("1300", text, false));
      case COMPETING -> streams.all().forEach(each -> ofStream(each, code, text, now, sink));
      case 165, 300, 310, 366 -> {} // of what was let go meanwhile
      default -> {
        boolean known = Effect.of(code, text) == Effect.NONE;
        sink.accept(
            new Inbound.Condition(
                known ? "notice" : "error", "%d %s".formatted(code, text), false));
      }
    }
  }

  /** The socket stays, and nothing comes over it. */
  private void lost(int code, String text, Consumer<Inbound> sink) {
    streams.hold();
    String reason = "%d %s".formatted(code, text);
    sink.accept(new Inbound.Condition(SERVERS, "not connected: " + reason, true));
    streams.names().forEach(name -> sink.accept(new Inbound.Lost(name, reason, 0, 0, false)));
  }

  /** What was subscribed is so still. */
  private void restored(Consumer<Inbound> sink) {
    sink.accept(new Inbound.Condition(SERVERS, "connected", false));
    sink.accept(new Inbound.Confirmed(true, streams.names()));
    streams.goOn(sink);
  }

  /** Of which streams a farm is the source is not told: of those that were silent it may be. */
  private void mayHaveMissed(long since, String reason, Consumer<Inbound> sink) {
    for (Stream stream : streams.all()) {
      if (stream.lastFrame < since) {
        for (String name : stream.names) {
          sink.accept(new Inbound.Lost(name, reason, 0, 0, false));
        }
        sink.accept(new Inbound.Confirmed(true, Set.copyOf(stream.names)));
      }
    }
  }

  private void ofStream(Stream stream, int code, String text, long now, Consumer<Inbound> sink) {
    String reason = "%d %s".formatted(code, text);
    switch (Effect.of(code, text)) {
      case REFUSED -> refuse(stream, reason, sink);
      case NOT_SUBSCRIBED -> notSubscribed(stream, reason, sink);
      case DELAYED -> stream.note(MarketLine.DELAYED, sink);
      case FULL -> full(stream, reason, sink);
      case ENDED -> {
        streams.reset(stream, reason, now, sink);
        drop(stream, reason, SOON_MILLIS, sink);
      }
      case LATER -> drop(stream, reason, later(stream), sink);
      case ANEW -> drop(stream, reason, SOON_MILLIS, sink);
      case BOOK_RESET -> streams.reset(stream, reason, now, sink);
      case NONE -> {}
      case UNKNOWN -> {
        sink.accept(new Inbound.Condition("error", reason, false));
        if (stream.lastFrame == 0) {
          drop(stream, reason, Effect.LATER_MILLIS, sink);
        }
      }
    }
  }

  /** Had in another way where there is one; else it is tried again after a while. */
  private void full(Stream stream, String reason, Consumer<Inbound> sink) {
    boolean hasOthers =
        stream instanceof TickStream
            || (stream instanceof BarStream bars && !bars.isKeptUp())
            || !settings.gateways().isEmpty();
    if (hasOthers) {
      refuse(stream, reason, sink);
    } else {
      drop(stream, reason, FULL_MILLIS, sink);
    }
  }

  /** Bars may be asked for only so often. */
  private static long later(Stream stream) {
    return stream instanceof BarStream ? 5 * Effect.LATER_MILLIS : Effect.LATER_MILLIS;
  }

  private void refuse(Stream stream, String reason, Consumer<Inbound> sink) {
    streams.forget(stream).forEach(name -> sink.accept(new Inbound.Lost(name, reason, 0, 0, true)));
  }

  /** Asked for once more where delayed data will do, which is then all that comes. */
  private void notSubscribed(Stream stream, String reason, Consumer<Inbound> sink) {
    boolean isLine = stream instanceof MarketLine;
    if (!settings.delayed() || (delayedAllowed && stream.id > lastBefore) || !isLine) {
      String hint =
          settings.delayed() || !isLine
              ? ""
              : " (delayed quotes can be had by barline.exchanges.ibkr.delayed=true)";
      refuse(stream, reason + hint, sink);
      return;
    }
    if (!delayedAllowed) {
      delayedAllowed = true;
      lastBefore = streams.lastId();
      sink.accept(new Inbound.Say(Requests.allowDelayed()));
    }
    drop(stream, reason, 0, sink);
  }

  /** Ended here and there, and asked for again. */
  private void drop(Stream stream, String reason, long retryMillis, Consumer<Inbound> sink) {
    sink.accept(new Inbound.Say(stream.cancel()));
    sink.accept(new Inbound.Dropped(streams.forget(stream), reason, retryMillis));
  }
}

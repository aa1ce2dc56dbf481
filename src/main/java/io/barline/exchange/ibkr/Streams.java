package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import io.barline.exchange.NativeSymbols;
import io.barline.market.Instrument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is asked for on one connection, by request id and by name. */
final class Streams {
  /** How long to wait before a book that made no sense begins anew. */
  private static final long BROKEN_MILLIS = 1_000;

  private static final String DELAYED =
      "only delayed data can be had of it: its trades need a market data subscription";

  private final IbkrSettings settings;
  private final Greeting greeting;
  private final NativeSymbols symbols;
  private final Hours hours;
  private final Resolutions resolutions = new Resolutions();
  private final Acks acks = new Acks();
  private final Map<Integer, Stream> byId = new LinkedHashMap<>();
  private final Map<String, Stream> byName = new HashMap<>();

  /** Names that were added to a stream that was there, and are told what is known of it. */
  private final List<Stream> joined = new ArrayList<>();

  /** Asked for while the server was cut off. */
  private final List<Resolutions.Wish> held = new ArrayList<>();

  private boolean holding;
  private int lastId;

  Streams(IbkrSettings settings, Greeting greeting, NativeSymbols symbols, Hours hours) {
    this.settings = settings;
    this.greeting = greeting;
    this.symbols = symbols;
    this.hours = hours;
  }

  @Nullable Stream get(int id) {
    return byId.get(id);
  }

  Collection<Stream> all() {
    return List.copyOf(byId.values());
  }

  /** The last id that was given; those of what is asked for later are greater. */
  int lastId() {
    return lastId;
  }

  /** Whether that id is of a symbol that is being resolved. */
  boolean isResolving(int id) {
    return resolutions.isOpen(id);
  }

  /** Asks for a name: by {@code out}, in order. */
  void add(long requestId, String name, Consumer<String> out) {
    Names kind = Names.kind(name).orElseThrow();
    Resolutions.Wish wish = new Resolutions.Wish(requestId, name, kind);
    if (holding) {
      held.add(wish);
      acks.take(requestId, out);
    } else {
      ask(wish, out);
    }
  }

  private void ask(Resolutions.Wish wish, Consumer<String> out) {
    String nativeSymbol = wish.kind().nativeSymbol(wish.name());
    Contract known = resolutions.of(nativeSymbol);
    if (known != null) {
      start(wish, nativeSymbol, known, out);
    } else if (!resolutions.join(nativeSymbol, wish)) {
      Contract asked = ContractSymbols.parse(nativeSymbol).orElseThrow();
      int id = ++lastId;
      resolutions.begin(id, nativeSymbol, asked, wish);
      out.accept(Requests.details(id, asked, greeting.version()));
    }
  }

  private void start(
      Resolutions.Wish wish, String nativeSymbol, Contract contract, Consumer<String> out) {
    Stream known = byName.get(wish.name());
    Stream shared = known == null ? line(wish.kind(), nativeSymbol) : known;
    if (shared != null) {
      joined.add(shared);
      put(wish.name(), shared);
    } else {
      Stream created = create(wish.kind(), nativeSymbol, contract);
      put(wish.name(), created);
      out.accept(created.request());
    }
    acks.add(wish.requestId(), out);
  }

  /** Quotes and trades have one market data line together. */
  private @Nullable Stream line(Names kind, String nativeSymbol) {
    return switch (kind) {
      case TRADES -> byName.get(Names.QUOTES.of(nativeSymbol));
      case QUOTES -> byName.get(Names.TRADES.of(nativeSymbol));
      case TICKS, BOOK, BARS, KEPT_UP -> null;
    };
  }

  private Stream create(Names kind, String nativeSymbol, Contract contract) {
    int id = ++lastId;
    int version = greeting.version();
    return switch (kind) {
      case TRADES, QUOTES -> new MarketLine(id, nativeSymbol, contract, version);
      case TICKS -> new TickStream(id, nativeSymbol, contract, version);
      case BOOK -> new BookStream(id, nativeSymbol, contract, settings.depth(), version);
      case BARS -> new BarStream(id, nativeSymbol, contract, false, version);
      case KEPT_UP -> new BarStream(id, nativeSymbol, contract, true, version);
    };
  }

  private void put(String name, Stream stream) {
    stream.names.add(name);
    byName.put(name, stream);
    byId.put(stream.id, stream);
  }

  /** The server has lost its own connection: what is asked for waits until it is back. */
  void hold() {
    holding = true;
  }

  /** Whether it has. */
  boolean isHolding() {
    return holding;
  }

  /** It is back: asks for what waited. */
  void goOn(Consumer<Inbound> sink) {
    holding = false;
    List<Resolutions.Wish> waited = List.copyOf(held);
    held.clear();
    waited.forEach(wish -> ask(wish, frame -> sink.accept(new Inbound.Say(frame))));
  }

  /** Lets a name go. */
  void remove(long requestId, String name, Consumer<String> out) {
    resolutions.withdraw(name);
    held.removeIf(wish -> wish.name().equals(name));
    Stream stream = byName.remove(name);
    if (stream != null) {
      stream.names.remove(name);
      if (stream.names.isEmpty()) {
        byId.remove(stream.id);
        out.accept(stream.cancel());
      }
    }
    acks.add(requestId, out);
  }

  /** The time came: what was asked for before has arrived. */
  void arrived(long receiveTime, Consumer<Inbound> sink) {
    acks.answered(sink);
    for (Stream stream : joined) {
      Instrument instrument = symbols.find(stream.nativeSymbol);
      if (instrument != null && !stream.names.isEmpty()) {
        stream.joined(instrument, receiveTime, sink);
        tidy(stream, sink);
      }
    }
    joined.clear();
  }

  void found(ContractDetails details) {
    resolutions.found(details);
  }

  /** All contracts that a symbol may mean are known. */
  void resolved(int id, Consumer<Inbound> sink) {
    Resolutions.Open open = resolutions.end(id);
    if (open == null) {
      return;
    }
    switch (open.found().size()) {
      case 0 ->
          Resolutions.refuse(
              open,
              "200",
              "there is no contract " + open.nativeSymbol() + Resolutions.hint(open),
              true,
              sink);
      case 1 -> {
        Contract contract = resolutions.settled(open);
        hours.learn(open.nativeSymbol(), open.found().values().iterator().next());
        for (Resolutions.Wish wish : open.wishes()) {
          start(wish, open.nativeSymbol(), contract, frame -> sink.accept(new Inbound.Say(frame)));
        }
        for (Resolutions.Wish wish : open.wishes()) {
          sink.accept(new Inbound.Taken(wish.requestId())); // requests may wait for their turn
        }
      }
      default -> Resolutions.refuse(open, "200", Resolutions.ambiguous(open), true, sink);
    }
  }

  /** A symbol could not be resolved. */
  void unresolved(int id, String code, String reason, boolean terminal, Consumer<Inbound> sink) {
    Resolutions.Open open = resolutions.end(id);
    if (open != null) {
      String hint = code.equals("200") ? Resolutions.hint(open) : "";
      Resolutions.refuse(open, code, reason + hint, terminal, sink);
    }
  }

  /** It has to be asked for as another contract, for it has no data of its own. */
  void rerouted(int id, int conId, String exchange, Consumer<Inbound> sink) {
    Stream stream = byId.remove(id);
    if (stream == null) {
      return;
    }
    Contract other = new Contract(conId, "", "", "", null, "", "", exchange, "", "", "", "");
    Stream instead = stream.of(++lastId, other);
    stream.names.forEach(name -> put(name, instead));
    sink.accept(new Inbound.Say(instead.request()));
  }

  /** Ends what can't go on as it is, once something was read of it. */
  void tidy(Stream stream, Consumer<Inbound> sink) {
    String broken = stream.broken;
    if (broken != null) {
      sink.accept(new Inbound.Say(stream.cancel()));
      sink.accept(new Inbound.Dropped(forget(stream), broken, BROKEN_MILLIS));
    }
    if (stream instanceof MarketLine line && line.isDelayed() && line.bringsTrades()) {
      String name = Names.TRADES.of(line.nativeSymbol);
      line.names.remove(name);
      byName.remove(name);
      if (line.names.isEmpty()) {
        byId.remove(line.id);
        sink.accept(new Inbound.Say(line.cancel()));
      }
      sink.accept(new Inbound.Lost(name, DELAYED, 0, 0, true));
    }
  }

  /** Its order book is not what it was. */
  void reset(Stream stream, String reason, long now, Consumer<Inbound> sink) {
    Instrument instrument = symbols.find(stream.nativeSymbol);
    if (instrument != null) {
      stream.reset(instrument, reason, now, sink);
    }
  }

  /** The server has nothing of it any more: its names, which nobody has now. */
  Set<String> forget(Stream stream) {
    byId.remove(stream.id);
    Set<String> names = new LinkedHashSet<>(stream.names);
    names.forEach(byName::remove);
    return names;
  }

  /** The server has nothing of anything any more: all names, those included that were resolved. */
  Set<String> forgetAll() {
    Set<String> names = new LinkedHashSet<>(byName.keySet());
    names.addAll(resolutions.drop());
    held.forEach(wish -> names.add(wish.name()));
    held.clear();
    holding = false;
    acks.reset();
    byId.clear();
    byName.clear();
    joined.clear();
    return names;
  }

  /** All names that data may come of. */
  Set<String> names() {
    return new LinkedHashSet<>(byName.keySet());
  }
}

package io.barline.exchange.alpaca;

import static io.barline.exchange.alpaca.Fields.name;

import io.barline.exchange.Inbound;
import io.barline.exchange.JsonDecoder;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.SymbolTable;
import io.barline.market.Instrument;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the frames of a stream: arrays of events, of which a bad one does not spoil the others.
 *
 * <p>Trading halts, price bands and imbalances are heartbeats, and so are corrections and
 * cancellations of trades: the bars come right by the {@code u} that follows. An event of a kind
 * that is not known is a heartbeat too.
 */
final class StreamDecoder extends JsonDecoder {
  private static final int KIND = name("T");
  private static final int SYMBOL = name("S");
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();

  private final SymbolTable symbols;
  private final Fields fields = new Fields(json);
  private final Events events;
  private final Session session = new Session(json, fields);
  private int[] starts = new int[16];

  /** What the last acknowledgement said. */
  private Set<String> subscribed = Set.of();

  StreamDecoder(Market market, AlpacaSettings settings, NativeSymbols symbols) {
    this.symbols = new SymbolTable(symbols);
    this.events = new Events(json, fields, market, settings);
  }

  @Override
  protected void read(long receiveTime, Consumer<Inbound> sink) {
    int count = readStarts();
    MalformedFrame malformed = null;
    for (int i = 0; i < count; i++) {
      try {
        readEvent(starts[i], receiveTime, sink);
      } catch (MalformedFrame e) {
        malformed = malformed == null ? e : malformed;
      }
    }
    if (malformed != null) {
      throw malformed;
    }
  }

  /** Checks the whole frame, and notes where its events start. */
  private int readStarts() {
    int count = 0;
    json.beginArray();
    while (json.nextElement()) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = json.position();
      json.skip();
    }
    json.finish();
    return count;
  }

  private void readEvent(int start, long receiveTime, Consumer<Inbound> sink) {
    fields.read(start);
    fields.string(KIND);
    switch (json.letter()) {
      case 't' -> sink.accept(new Inbound.Data(events.trade(instrument(), receiveTime)));
      case 'q' -> sink.accept(new Inbound.Data(events.quote(instrument(), receiveTime)));
      case 'b' ->
          sink.accept(
              new Inbound.Data(events.bar(instrument(), Market.BARS, 0, true, receiveTime)));
      case 'u' ->
          sink.accept(
              new Inbound.Data(events.bar(instrument(), Market.BARS, 1, true, receiveTime)));
      case 'o' -> sink.accept(new Inbound.Data(events.book(instrument(), false, receiveTime)));
      case -1 -> control(start, sink);
      default -> sink.accept(HEARTBEAT);
    }
  }

  private void control(int start, Consumer<Inbound> sink) {
    switch (json.text()) {
      case "success" -> sink.accept(session.success());
      case "error" -> sink.accept(session.error());
      case "subscription" -> acknowledge(session.subscription(start), sink);
      default -> sink.accept(HEARTBEAT);
    }
  }

  private void acknowledge(Set<String> now, Consumer<Inbound> sink) {
    Set<String> left = new HashSet<>(subscribed);
    left.removeAll(now);
    subscribed = now;
    sink.accept(new Inbound.Confirmed(true, now));
    if (!left.isEmpty()) {
      sink.accept(new Inbound.Confirmed(false, left));
    }
  }

  private Instrument instrument() {
    fields.goTo(SYMBOL);
    return symbols.readSubscribed(json);
  }
}

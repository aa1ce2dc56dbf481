package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import io.barline.market.Instrument;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one request id of a connection stands for, until it is cancelled or refused. */
abstract sealed class Stream permits MarketLine, TickStream, BookStream, BarStream {
  final int id;

  /** The contract as it is asked for, with its number. */
  final Contract contract;

  /** The native symbol of its instrument, which need not be the contract's after a reroute. */
  final String nativeSymbol;

  /** The names that it brings data of. */
  final Set<String> names = new LinkedHashSet<>();

  /** Why it has to begin anew, where what came does not fit what came before; null else. */
  @Nullable String broken;

  /** When something last came of it, nanoseconds since the epoch; 0 where nothing did. */
  long lastFrame;

  Stream(int id, String nativeSymbol, Contract contract) {
    this.id = id;
    this.nativeSymbol = nativeSymbol;
    this.contract = contract;
  }

  /** What asks for it. */
  abstract String request();

  /** What ends it. */
  abstract String cancel();

  /** The same of another contract, under another id; without names. */
  abstract Stream of(int newId, Contract other);

  /**
   * A message of it came.
   *
   * @param fields those that follow the request id
   */
  abstract void read(
      int message,
      FieldReader fields,
      Instrument instrument,
      long receiveTime,
      Consumer<Inbound> sink);

  /** A name was added to a stream that brings data already: tells what is known. */
  void joined(Instrument instrument, long receiveTime, Consumer<Inbound> sink) {}

  /** Its order book is not what it was: 317, 316. */
  void reset(Instrument instrument, String reason, long receiveTime, Consumer<Inbound> sink) {}

  final void note(@Nullable String note, Consumer<Inbound> sink) {
    names.forEach(name -> sink.accept(new Inbound.Noted(name, note)));
  }
}

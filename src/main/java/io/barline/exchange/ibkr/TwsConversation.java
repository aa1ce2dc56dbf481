package io.barline.exchange.ibkr;

import io.barline.exchange.Conversation;
import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.NativeSymbols;
import io.barline.market.Instrument;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to TWS or IB Gateway that streams: what is asked for is resolved to one contract,
 * asked for under an id of its own, and found again by that id in what comes.
 */
final class TwsConversation implements Conversation {
  private final Greeting greeting;
  private final NativeSymbols symbols;
  private final Streams streams;
  private final Errors errors;

  TwsConversation(IbkrSettings settings, ClientIds ids, NativeSymbols symbols, Hours hours) {
    this.greeting = new Greeting(settings, ids);
    this.symbols = symbols;
    this.streams = new Streams(settings, greeting, symbols, hours);
    this.errors = new Errors(settings, greeting, streams);
  }

  @Override
  public boolean logsIn() {
    return true;
  }

  @Override
  public @Nullable String login() {
    return greeting.login();
  }

  @Override
  public List<String> subscribe(long requestId, List<String> names) {
    List<String> frames = new ArrayList<>();
    names.forEach(name -> streams.add(requestId, name, frames::add));
    return frames;
  }

  @Override
  public List<String> unsubscribe(long requestId, List<String> names) {
    List<String> frames = new ArrayList<>();
    names.forEach(name -> streams.remove(requestId, name, frames::add));
    return frames;
  }

  @Override
  public void ended() {
    greeting.ended();
  }

  @Override
  public void decode(byte[] frame, int from, int to, long receiveTime, Consumer<Inbound> sink) {
    try {
      FieldReader fields = new FieldReader(frame, from, to);
      if (greeting.version() == 0) {
        greeting.acknowledged(fields, sink);
      } else {
        read(fields.integer(), fields, receiveTime, sink);
      }
    } catch (MalformedFrame malformed) {
      sink.accept(
          new Inbound.Unrecognized(
              "%s: %s".formatted(malformed.getMessage(), Excerpt.of(frame, from, to, 80))));
    }
  }

  private void read(int message, FieldReader fields, long receiveTime, Consumer<Inbound> sink) {
    switch (message) {
      case Replies.TICK_PRICE,
          Replies.TICK_SIZE,
          Replies.TICK_GENERIC,
          Replies.TICK_STRING,
          Replies.BAR,
          Replies.MARKET_DATA_TYPE,
          Replies.DEPTH,
          Replies.DEPTH_OF_MAKERS -> {
        fields.skip(1); // the message's version
        data(message, fields, receiveTime, sink);
      }
      case Replies.TICK_BY_TICK, Replies.HISTORY_UPDATE -> data(message, fields, receiveTime, sink);
      case Replies.CONTRACT_DETAILS ->
          streams.found(ContractDetails.read(fields, greeting.version()));
      case Replies.DETAILS_END -> {
        fields.skip(1);
        streams.resolved(fields.integer(), sink);
      }
      case Replies.REROUTED_DATA, Replies.REROUTED_DEPTH ->
          streams.rerouted(fields.integer(), fields.integer(), fields.text(), sink);
      case Replies.CURRENT_TIME -> streams.arrived(receiveTime, sink);
      case Replies.ACCOUNTS -> greeting.accounts(sink);
      case Replies.NEXT_ID -> greeting.nextId(sink);
      case Replies.ERROR -> errors.read(fields, receiveTime, sink);
      default -> sink.accept(new Inbound.Heartbeat()); // of something else, or newer than this
    }
  }

  /** What comes late of a request that was cancelled is nobody's. */
  private void data(int message, FieldReader fields, long receiveTime, Consumer<Inbound> sink) {
    Stream stream = streams.get(fields.integer());
    if (stream == null) {
      return;
    }
    Instrument instrument = symbols.find(stream.nativeSymbol);
    if (instrument == null) {
      throw new MalformedFrame("data of what is not subscribed: " + stream.nativeSymbol);
    }
    stream.read(message, fields, instrument, receiveTime, sink);
    stream.lastFrame = receiveTime;
    streams.tidy(stream, sink);
  }
}

package io.barline.exchange.bybit;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.Inbound;
import io.barline.exchange.JsonDecoder;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.SymbolTable;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the frames of one connection, of any category: {@code
 * {"topic":...,"type":...,"ts":...,"data":...,"cts":...}} with the fields in any order, or a reply.
 *
 * <p>A message holds up to 1,024 trades; if one of them makes no sense, none counts. A topic that
 * is not known is a heartbeat.
 */
final class BybitDecoder extends JsonDecoder {
  private static final int ABSENT = -1;
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();
  private static final byte[] TOPIC = ascii("topic");
  private static final byte[] TYPE = ascii("type");
  private static final byte[] TIME = ascii("ts");
  private static final byte[] MATCHING_TIME = ascii("cts");
  private static final byte[] DATA = ascii("data");
  private static final byte[] SNAPSHOT = ascii("snapshot");
  private static final byte[] DELTA = ascii("delta");

  private final SymbolTable symbols;
  private final Topic topic = new Topic();
  private final TradeReader trades = new TradeReader(json, topic);
  private final BookReader books = new BookReader(json, topic);
  private final BarReader bars = new BarReader(json);
  private final Tickers tickers;
  private final Replies replies = new Replies(json);
  private final List<MarketEvent> events = new ArrayList<>();

  private int start;
  private int topicAt;
  private int typeAt;
  private int timeAt;
  private int matchingTimeAt;
  private int dataAt;

  BybitDecoder(NativeSymbols symbols) {
    this.symbols = new SymbolTable(symbols);
    this.tickers = new Tickers(json, topic, symbols);
  }

  @Override
  protected void read(long receiveTime, Consumer<Inbound> sink) {
    events.clear();
    scan();
    if (topicAt == ABSENT) {
      json.seek(start);
      replies.read(sink);
      return;
    }
    json.seek(topicAt);
    json.readString();
    topic.read(json);
    if (topic.kind == Topic.Kind.OTHER) {
      sink.accept(HEARTBEAT);
      return;
    }
    readData(symbols.subscribed(topic.text, topic.symbolFrom, topic.symbolTo), receiveTime);
    for (int i = 0; i < events.size(); i++) {
      sink.accept(new Inbound.Data(events.get(i)));
    }
  }

  /** Checks the whole frame, and notes where its parts are. */
  private void scan() {
    topicAt = ABSENT;
    typeAt = ABSENT;
    timeAt = ABSENT;
    matchingTimeAt = ABSENT;
    dataAt = ABSENT;
    start = json.position();
    json.beginObject();
    while (json.nextField()) {
      int at = json.position();
      if (json.textIs(TOPIC)) {
        topicAt = at;
      } else if (json.textIs(TYPE)) {
        typeAt = at;
      } else if (json.textIs(TIME)) {
        timeAt = at;
      } else if (json.textIs(MATCHING_TIME)) {
        matchingTimeAt = at;
      } else if (json.textIs(DATA)) {
        dataAt = at;
      }
      json.skip();
    }
    json.finish();
  }

  private void readData(Instrument instrument, long receiveTime) {
    switch (topic.kind) {
      case TRADES -> {
        json.seek(part(dataAt, "data"));
        json.beginArray();
        while (json.nextElement()) {
          events.add(trades.read(instrument, receiveTime));
        }
      }
      case KLINES -> {
        Interval interval = interval();
        json.seek(part(dataAt, "data"));
        json.beginArray();
        while (json.nextElement()) {
          events.add(bars.readObject(instrument, interval, receiveTime));
        }
      }
      case BOOK -> {
        int depth = depth();
        boolean whole = isSnapshot();
        long time = time(matchingTimeAt == ABSENT ? timeAt : matchingTimeAt);
        json.seek(part(dataAt, "data"));
        events.add(books.read(instrument, depth, whole, time, receiveTime));
      }
      case TICKER -> {
        boolean whole = isSnapshot();
        long time = time(timeAt);
        json.seek(part(dataAt, "data"));
        events.add(tickers.read(instrument, whole, time, receiveTime));
      }
      case OTHER -> {}
    }
  }

  private Interval interval() {
    Interval interval = Intervals.of(topic.text, topic.argumentFrom, topic.argumentTo);
    if (interval == null) {
      throw new MalformedFrame("the topic names no interval");
    }
    return interval;
  }

  private int depth() {
    int depth = topic.number();
    if (depth == Topic.NO_NUMBER) {
      throw new MalformedFrame("the topic names no depth");
    }
    return depth;
  }

  private boolean isSnapshot() {
    json.seek(part(typeAt, "type"));
    json.readString();
    if (!json.textIs(SNAPSHOT) && !json.textIs(DELTA)) {
      throw new MalformedFrame("a type is snapshot or delta");
    }
    return json.textIs(SNAPSHOT);
  }

  private long time(int position) {
    json.seek(part(position, "ts"));
    return Millis.read(json);
  }

  private static int part(int position, String name) {
    if (position == ABSENT) {
      throw new MalformedFrame("field " + name + " is missing");
    }
    return position;
  }
}

package io.barline.exchange.alpaca;

import io.barline.exchange.Excerpt;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonCursor.Kind;
import io.barline.exchange.MalformedFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body of the market data REST interface, checked to its end: <a
 * href="https://docs.alpaca.markets/reference/stocklatesttrades">the latest</a> of several symbols
 * or <a href="https://docs.alpaca.markets/reference/stockbars">a range</a> of one. A symbol of
 * which there is nothing is left out.
 *
 * <pre>{@code
 * {"bars":{"AAPL":{"t":"2026-11-20T15:00:00Z","o":271.4,...}}}
 * {"bars":{"AAPL":[{"t":"2026-11-20T15:00:00Z","o":271.4,...}]},"next_page_token":null}
 * {"code":42910000,"message":"too many requests."}
 * }</pre>
 *
 * @param entries all that it holds, in its order
 * @param more whether it names another page
 * @param code of an error; 0 where it has none
 * @param message of an error; null where it is none
 */
record Body(List<Entry> entries, boolean more, long code, @Nullable String message) {
  /**
   * One trade, quote, bar or book.
   *
   * @param channel {@code trades}, {@code quotes}, {@code bars} or {@code orderbooks}
   * @param start where its object starts
   */
  record Entry(String channel, String symbol, int start) {}

  /**
   * Reads on at the body's start.
   *
   * @throws MalformedFrame if it is neither entries nor an error
   */
  static Body read(JsonCursor json) {
    List<Entry> entries = new ArrayList<>();
    boolean known = false;
    boolean more = false;
    long code = 0;
    String message = null;
    json.beginObject();
    while (json.nextField()) {
      String field = json.text();
      if (Market.channels().contains(field)) {
        known = true;
        readChannel(json, field, entries);
      } else if (field.equals("next_page_token") && json.peek() == Kind.STRING) {
        more = !json.readText().isEmpty();
      } else if (field.equals("code") && json.peek() == Kind.NUMBER) {
        code = json.readLong();
      } else if (field.equals("message") && json.peek() == Kind.STRING) {
        message = Excerpt.of(json.readText());
      } else {
        json.skip();
      }
    }
    json.finish();
    if (!known && message == null) {
      throw new MalformedFrame("neither market data nor an error");
    }
    return new Body(entries, more, code, known ? null : message);
  }

  private static void readChannel(JsonCursor json, String channel, List<Entry> entries) {
    if (json.peek() == Kind.NULL) {
      json.readNull();
      return;
    }
    json.beginObject();
    while (json.nextField()) {
      String symbol = json.text();
      if (json.peek() == Kind.ARRAY) {
        json.beginArray();
        while (json.nextElement()) {
          add(json, channel, symbol, entries);
        }
      } else {
        add(json, channel, symbol, entries);
      }
    }
  }

  private static void add(JsonCursor json, String channel, String symbol, List<Entry> entries) {
    entries.add(new Entry(channel, symbol, json.position()));
    json.skip();
  }
}

package io.barline.exchange.bybit;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;

/**
 * An answer of <a href="https://bybit-exchange.github.io/docs/v5/guide#response">REST</a>, which
 * comes with the HTTP status 200 even where it is an error:
 *
 * <pre>{@code
 * {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[...],"nextPageCursor":""},
 *   "retExtInfo":{},"time":1795356000123}
 * {"retCode":10001,"retMsg":"params error: symbol invalid","result":{},"time":1795356000123}
 * }</pre>
 */
final class Answer {
  private static final byte[] CODE = ascii("retCode");
  private static final byte[] MESSAGE = ascii("retMsg");
  private static final byte[] RESULT = ascii("result");
  private static final byte[] LIST = ascii("list");
  private static final byte[] CURSOR = ascii("nextPageCursor");

  /** What is done with each element of the list. */
  interface Element {
    /** Reads the value at hand, all of it. */
    void read(JsonCursor json);
  }

  private final JsonCursor json;

  /** Where the next page is told; empty after the last. */
  private String cursor = "";

  private int list = -1;

  private Answer(JsonCursor json) {
    this.json = json;
  }

  /**
   * Reads the elements of the list.
   *
   * @param what was asked for, for messages
   * @return the cursor of the next page; empty where there is none
   * @throws io.barline.exchange.MalformedAnswer if the body is an error, or no such answer
   */
  static String read(String what, byte[] body, Element element) {
    return RestBody.read("bybit " + what, body, json -> new Answer(json).read(element));
  }

  private String read(Element element) {
    readEnvelope();
    json.seek(list);
    json.beginArray();
    while (json.nextElement()) {
      element.read(json);
    }
    return cursor;
  }

  private void readEnvelope() {
    long code = -1;
    String message = "";
    int result = -1;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(CODE)) {
        code = json.readLong();
      } else if (json.textIs(MESSAGE)) {
        message = json.readText();
      } else {
        result = json.textIs(RESULT) ? json.position() : result;
        json.skip();
      }
    }
    json.finish();
    if (code != 0) {
      throw new MalformedFrame("retCode %d: %s".formatted(code, message));
    }
    if (result < 0) {
      throw new MalformedFrame("no \"result\"");
    }
    json.seek(result);
    readResult();
    if (list < 0) {
      throw new MalformedFrame("no \"list\"");
    }
  }

  private void readResult() {
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(CURSOR) && json.peek() == JsonCursor.Kind.STRING) {
        cursor = json.readText();
      } else {
        list = json.textIs(LIST) ? json.position() : list;
        json.skip();
      }
    }
  }
}

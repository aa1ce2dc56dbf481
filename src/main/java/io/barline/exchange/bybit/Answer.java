package io.barline.exchange.bybit;

import static io.barline.exchange.bybit.Fields.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.MalformedFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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

  private final String what;
  private final byte[] body;
  private final JsonCursor json = new JsonCursor();

  /** Where the next page is told; empty after the last. */
  private String cursor = "";

  private int list = -1;

  private Answer(String what, byte[] body) {
    this.what = what;
    this.body = body;
  }

  /**
   * Reads the elements of the list.
   *
   * @param what was asked for, for messages
   * @return the cursor of the next page; empty where there is none
   * @throws MalformedAnswer if the body is an error, or no such answer
   */
  static String read(String what, byte[] body, Element element) {
    Answer answer = new Answer(what, body);
    try {
      answer.readEnvelope();
      answer.json.seek(answer.list);
      answer.json.beginArray();
      while (answer.json.nextElement()) {
        element.read(answer.json);
      }
      return answer.cursor;
    } catch (MalformedFrame e) {
      throw new MalformedAnswer(answer.refusal(e.getMessage()), e);
    }
  }

  private void readEnvelope() {
    long code = -1;
    String message = "";
    int result = -1;
    json.reset(body, 0, body.length);
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(CODE)) {
        code = json.readLong();
      } else if (json.textIs(MESSAGE)) {
        json.readString();
        message = json.text();
      } else if (json.textIs(RESULT)) {
        result = json.position();
        json.skip();
      } else {
        json.skip();
      }
    }
    json.finish();
    if (code != 0) {
      throw new MalformedAnswer(refusal("retCode %d: %s".formatted(code, message)));
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
      if (json.textIs(LIST)) {
        list = json.position();
        json.skip();
      } else if (json.textIs(CURSOR) && json.peek() == JsonCursor.Kind.STRING) {
        json.readString();
        cursor = json.text();
      } else {
        json.skip();
      }
    }
  }

  private String refusal(@Nullable String reason) {
    String beginning = new String(body, 0, Math.min(body.length, 160), StandardCharsets.UTF_8);
    return "bybit %s: %s: %s".formatted(what, reason, beginning).replaceAll("\\p{Cntrl}", " ");
  }
}

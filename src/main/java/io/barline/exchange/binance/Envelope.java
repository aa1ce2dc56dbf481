package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;

/**
 * A whole frame, checked, and where its parts are: an event, bare or wrapped as {@code
 * {"stream":"btcusdt@trade","data":{...}}} with the fields in any order, or a reply.
 */
final class Envelope {
  static final int ABSENT = -1;

  private static final byte[] STREAM = ascii("stream");
  private static final byte[] DATA = ascii("data");
  private static final byte[] RESULT = ascii("result");
  private static final byte[] ID = ascii("id");
  private static final byte[] CODE = ascii("code");
  private static final byte[] MESSAGE = ascii("msg");
  private static final byte[] ERROR = ascii("error");

  private final JsonCursor json;
  final LetterFields event;

  int stream;
  int result;
  int id;
  int code;
  int message;
  int error;

  Envelope(JsonCursor json) {
    this.json = json;
    this.event = new LetterFields(json);
  }

  void read() {
    event.clear();
    stream = ABSENT;
    result = ABSENT;
    id = ABSENT;
    code = ABSENT;
    message = ABSENT;
    error = ABSENT;
    boolean wrapped = false;
    json.beginObject();
    while (json.nextField()) {
      if (!wrapped && (json.letter() >= 0 || event.isPrevious())) {
        event.noteNamed();
      } else if (json.textIs(DATA) && json.peek() == JsonCursor.Kind.OBJECT) {
        wrapped = true;
        event.readObject();
      } else {
        noteWord();
      }
    }
    json.finish();
  }

  private void noteWord() {
    int position = json.position();
    if (json.textIs(STREAM)) {
      stream = position;
    } else if (json.textIs(RESULT)) {
      result = position;
    } else if (json.textIs(ID)) {
      id = position;
    } else if (json.textIs(CODE)) {
      code = position;
    } else if (json.textIs(MESSAGE)) {
      message = position;
    } else if (json.textIs(ERROR)) {
      error = position;
    }
    json.skip();
  }

  /** Reads the fields {@code code} and {@code msg} inside {@code error}. */
  void openError() {
    json.seek(error);
    json.beginObject();
    while (json.nextField()) {
      int position = json.position();
      if (json.textIs(CODE)) {
        code = position;
      } else if (json.textIs(MESSAGE)) {
        message = position;
      }
      json.skip();
    }
  }
}

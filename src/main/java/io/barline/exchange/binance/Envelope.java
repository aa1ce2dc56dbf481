package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.Excerpt;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;

/**
 * A whole frame, checked, and where its parts are: an event, bare or wrapped as {@code
 * {"stream":"btcusdt@trade","data":{...}}} with the fields in any order, or a reply.
 */
final class Envelope {
  static final int ABSENT = -1;

  /** Most bytes of a name that are told. */
  private static final int LONGEST_SHOWN = 40;

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

  // The name of the stream, where the wrapper tells one.
  private byte[] name = {};
  private int nameFrom;
  private int nameTo;

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
      noteName();
      return;
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

  private void noteName() {
    json.skip();
    name = json.textBytes();
    nameFrom = json.textFrom();
    nameTo = json.textTo();
  }

  /**
   * Checks that the symbol which the cursor read last is the one that the wrapper's stream is of:
   * {@code btcusdt@trade} of {@code BTCUSDT}. Streams of all symbols begin with an exclamation
   * mark.
   *
   * @throws MalformedFrame if it is another
   */
  void checkSymbol() {
    if (stream == ABSENT || nameFrom == nameTo || name[nameFrom] == '!') {
      return;
    }
    byte[] symbol = json.textBytes();
    int from = json.textFrom();
    int length = json.textTo() - from;
    boolean same = nameTo - nameFrom > length && name[nameFrom + length] == '@';
    for (int i = 0; same && i < length; i++) {
      same = name[nameFrom + i] == lower(symbol[from + i]);
    }
    if (!same) {
      throw new MalformedFrame(
          "stream %s tells of symbol %s"
              .formatted(
                  Excerpt.of(name, nameFrom, nameTo, LONGEST_SHOWN),
                  Excerpt.of(symbol, from, from + length, LONGEST_SHOWN)));
    }
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
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

package io.barline.exchange;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads bodies of REST answers. */
public final class RestBody {
  private RestBody() {}

  /**
   * What {@code reader} makes of {@code body}, at whose start its cursor stands.
   *
   * @param what was asked for, for the message
   * @throws MalformedAnswer if {@code reader} throws a {@link MalformedFrame}
   */
  public static <T> T read(String what, byte[] body, Function<JsonCursor, T> reader) {
    JsonCursor json = new JsonCursor();
    json.reset(body, 0, body.length);
    try {
      return reader.apply(json);
    } catch (MalformedFrame e) {
      throw new MalformedAnswer(what, String.valueOf(e.getMessage()), body);
    }
  }

  /**
   * Adds what {@code reader} makes of the next value, which it reads by a cursor of its own. If it
   * cannot, or tells null, the value is left out: one new product must not hide the others.
   */
  public static <T> void addIfReadable(
      JsonCursor json, List<T> list, Function<JsonCursor, @Nullable T> reader) {
    JsonCursor part = json.part();
    try {
      T value = reader.apply(part);
      if (value != null) {
        list.add(value);
      }
    } catch (MalformedFrame _) {
      // Left out.
    }
  }
}

package io.barline.wire;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads which delivery a client asks for, of the fields {@code delivery}, {@code every}, {@code
 * count} and that of the queue, wherever they stand. May be used by any thread.
 */
public final class DeliveryReader {
  private static final int LONGEST_NUMBER = 9;

  private final int maxQueue;
  private final String queueField;

  /**
   * @param maxQueue most messages of a topic that a client may have wait
   */
  public DeliveryReader(int maxQueue) {
    this(maxQueue, "queue");
  }

  /**
   * @param queueField what the field of the queue is called where {@code queue} is something else
   */
  public DeliveryReader(int maxQueue, String queueField) {
    this.maxQueue = maxQueue;
    this.queueField = queueField;
  }

  /**
   * Reads the fields.
   *
   * @param fields the text of a field by its name; null where it is absent
   * @return null where nothing is asked for
   * @throws Refusal where a value is wrong, or belongs to another delivery
   */
  public @Nullable Delivery read(Function<String, @Nullable String> fields) {
    String code = fields.apply("delivery");
    if (code == null) {
      allow(fields, null);
      return null;
    }
    return switch (code) {
      case "lossless" -> {
        allow(fields, code);
        yield new Delivery.Lossless();
      }
      case "snapshot" -> {
        allow(fields, code);
        yield new Delivery.Snapshot();
      }
      case "conflate" -> {
        allow(fields, code, "every");
        yield new Delivery.Conflate(every(fields, 0, Delivery.Conflate.MOST_MILLIS, 0));
      }
      case "drop_oldest" -> {
        allow(fields, code, queueField);
        yield new Delivery.DropOldest(queue(fields, Delivery.DropOldest.PRESET_QUEUE));
      }
      case "batch" -> {
        allow(fields, code, "every", "count", queueField);
        yield batch(fields);
      }
      default ->
          throw Refusal.ofParameter(
              "delivery",
              code,
              "delivery is lossless, conflate, drop_oldest, batch or (order books) snapshot, not \""
                  + Refusal.shortened(code)
                  + "\"");
    };
  }

  private Delivery batch(Function<String, @Nullable String> fields) {
    int queue = queue(fields, Delivery.Batch.PRESET_QUEUE);
    int most = Math.min(queue, Delivery.Batch.MOST_COUNT);
    int preset = Math.min(most, Delivery.Batch.PRESET_COUNT);
    return new Delivery.Batch(
        number(fields, "count", 1, most, preset, " messages and no more than " + queueField),
        every(fields, 1, Delivery.Batch.MOST_MILLIS, Delivery.Batch.PRESET_MILLIS),
        queue);
  }

  private static int every(
      Function<String, @Nullable String> fields, int least, int most, int preset) {
    return number(fields, "every", least, most, preset, " ms");
  }

  private int queue(Function<String, @Nullable String> fields, int preset) {
    return number(fields, queueField, 1, maxQueue, Math.min(preset, maxQueue), " messages");
  }

  private static int number(
      Function<String, @Nullable String> fields,
      String name,
      int least,
      int most,
      int preset,
      String unit) {
    String text = fields.apply(name);
    return text == null ? preset : number(name, text, least, most, unit);
  }

  /**
   * A whole number of a request.
   *
   * @param unit told behind the bounds, such as {@code " ms"}
   * @throws Refusal where it is none, or not within the bounds
   */
  public static int number(String name, String text, int least, int most, String unit) {
    if (text.length() <= LONGEST_NUMBER && text.matches("-?[0-9]+")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw Refusal.ofParameter(
        name,
        text,
        "%s is %d to %d%s, not %s".formatted(name, least, most, unit, Refusal.shortened(text)));
  }

  /** What would be ignored is refused: it was meant to do something. */
  private void allow(
      Function<String, @Nullable String> fields, @Nullable String code, String... names) {
    forbid(fields, code, "every", "conflate or batch", names);
    forbid(fields, code, "count", "batch", names);
    forbid(fields, code, queueField, "drop_oldest or batch", names);
  }

  private static void forbid(
      Function<String, @Nullable String> fields,
      @Nullable String code,
      String name,
      String where,
      String... allowed) {
    String text = fields.apply(name);
    if (text != null && !List.of(allowed).contains(name)) {
      throw Refusal.ofParameter(
          name,
          text,
          "%s goes with delivery %s, %s"
              .formatted(name, where, code == null ? "which is not given" : "not with " + code));
    }
  }
}

package io.barline.access;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much one principal may use.
 *
 * @param connections most WebSocket and SSE connections at a time
 * @param topics most topics on all of them together
 * @param messages most messages in a second on each WebSocket connection, in the long run
 * @param messageBurst most of them at once
 * @param requests most requests in a second, those for streams included, in the long run
 * @param requestBurst most of them at once
 */
public record Quotas(
    @DefaultValue("100") int connections,
    @DefaultValue("10000") int topics,
    @DefaultValue("50") int messages,
    @DefaultValue("200") int messageBurst,
    @DefaultValue("50") int requests,
    @DefaultValue("200") int requestBurst) {
  /** The names that a key's own quotas have in the keys file. */
  static final String NAMES = "connections, topics, messages, messageBurst, requests, requestBurst";

  private static final int MOST = 1_000_000;

  /** As much as there is. */
  static final Quotas UNBOUNDED = new Quotas(MOST, MOST, MOST, MOST, MOST, MOST);

  public Quotas {
    check("connections", connections);
    check("topics", topics);
    check("messages", messages);
    check("messageBurst", messageBurst);
    check("requests", requests);
    check("requestBurst", requestBurst);
  }

  private static void check(String name, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(
          "the quota %s must be 1 to %d: %d".formatted(name, MOST, value));
    }
  }

  /**
   * The same but for some.
   *
   * @throws IllegalArgumentException where a name is not one of {@link #NAMES}, or a value is not 1
   *     to a million
   */
  Quotas with(Map<String, Integer> own) {
    Map<String, Integer> rest = new TreeMap<>(own);
    Quotas quotas =
        new Quotas(
            take(rest, "connections", connections),
            take(rest, "topics", topics),
            take(rest, "messages", messages),
            take(rest, "messageBurst", messageBurst),
            take(rest, "requests", requests),
            take(rest, "requestBurst", requestBurst));
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no quota %s, only %s".formatted(rest.keySet().iterator().next(), NAMES));
    }
    return quotas;
  }

  private static int take(Map<String, Integer> own, String name, int preset) {
    Integer value = own.remove(name);
    return value == null ? preset : value;
  }
}

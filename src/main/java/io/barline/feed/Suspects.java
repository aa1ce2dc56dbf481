package io.barline.feed;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names that may be why an exchange cut a connection off: some do when they are asked for a name
 * that they don't know. A suspect is asked for alone, and held back after several cuts.
 */
final class Suspects {
  /** How often a name must have been the only suspect to be held back. */
  static final int STRIKES = 3;

  private final Map<String, Integer> strikes = new LinkedHashMap<>();
  private final Set<String> heldBack = new HashSet<>();

  /**
   * The connection was cut off while these names were asked for.
   *
   * @return the name that is to be held back from now on, or null
   */
  @Nullable String cutOff(List<String> asked) {
    if (asked.size() != 1) {
      asked.forEach(name -> strikes.putIfAbsent(name, 0));
      return null;
    }
    String name = asked.getFirst();
    if (strikes.merge(name, 1, Integer::sum) < STRIKES) {
      return null;
    }
    strikes.put(name, STRIKES - 1); // so that the next cut holds it back again
    heldBack.add(name);
    return name;
  }

  boolean isEmpty() {
    return strikes.isEmpty();
  }

  boolean contains(String name) {
    return strikes.containsKey(name);
  }

  boolean isHeldBack(String name) {
    return heldBack.contains(name);
  }

  /** Lets it be asked for again; false where it was not held back. */
  boolean release(String name) {
    return heldBack.remove(name);
  }

  /** It is known, or not wanted any more. */
  void clear(String name) {
    strikes.remove(name);
    heldBack.remove(name);
  }

  void clear() {
    strikes.clear();
    heldBack.clear();
  }
}

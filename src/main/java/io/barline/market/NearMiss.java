package io.barline.market;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name of a field or parameter that was meant by one that is written a little wrong. */
public final class NearMiss {
  /** Edits may be one for so many letters of the shorter name. */
  private static final int LETTERS_PER_EDIT = 3;

  /** So many letters are taken for the beginning of a longer name. */
  private static final int ABBREVIATION = 4;

  /** The distance of names of which nobody can have meant the other. */
  private static final int FAR = Integer.MAX_VALUE;

  private NearMiss() {}

  /** The nearest of {@code names} to one that is none of them; null where none is near. */
  public static @Nullable String of(String name, Collection<String> names) {
    String nearest = null;
    int least = FAR;
    for (String each : names) {
      int distance = distance(folded(name), folded(each));
      if (distance < least) {
        least = distance;
        nearest = each;
      }
    }
    return nearest;
  }

  /** Without what is written in many ways. */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  private static int distance(String name, String known) {
    int shorter = Math.min(name.length(), known.length());
    if (Math.max(name.length(), known.length()) > 2 * shorter) {
      return FAR;
    }
    int distance = Edits.between(name, known);
    boolean abbreviated = shorter >= ABBREVIATION && known.startsWith(name);
    return abbreviated || distance <= Edits.EDIT * (shorter / LETTERS_PER_EDIT) ? distance : FAR;
  }
}

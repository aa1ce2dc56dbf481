package io.barline.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a list, as the parameters {@code offset} and {@code limit} ask for it. */
record Page(int offset, int limit) {
  static Page of(@Nullable String offset, @Nullable String limit, int usual, int most) {
    return new Page(
        Parameters.number("offset", offset, 0, 0, 999_999_999),
        Parameters.number("limit", limit, usual, 1, most));
  }

  <T> List<T> of(List<T> all) {
    int from = Math.min(offset, all.size());
    return all.subList(from, Math.min(from + limit, all.size()));
  }
}

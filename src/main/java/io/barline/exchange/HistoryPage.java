package io.barline.exchange;

import java.util.List;

/**
 * What an answer about the past tells.
 *
 * @param list the oldest first
 * @param more whether the exchange says that it left out some that follow these, although they were
 *     asked for
 */
public record HistoryPage<T>(List<T> list, boolean more) {
  public HistoryPage {
    list = List.copyOf(list);
  }

  /** One that holds all that was asked for, as far as the exchange tells. */
  public static <T> HistoryPage<T> last(List<T> list) {
    return new HistoryPage<>(list, false);
  }
}

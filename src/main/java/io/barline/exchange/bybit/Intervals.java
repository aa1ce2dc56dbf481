package io.barline.exchange.bybit;

import io.barline.market.Interval;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bybit's names of <a href="https://bybit-exchange.github.io/docs/v5/enum#interval">intervals</a>:
 * minutes, or a letter.
 */
final class Intervals {
  private Intervals() {}

  /** The name, or null where Bybit has no such bars. */
  static @Nullable String name(Interval interval) {
    return switch (interval) {
      case M1 -> "1";
      case M3 -> "3";
      case M5 -> "5";
      case M15 -> "15";
      case M30 -> "30";
      case H1 -> "60";
      case H2 -> "120";
      case H4 -> "240";
      case H6 -> "360";
      case H12 -> "720";
      case D1 -> "D";
      case W1 -> "W";
      case MONTH -> "M";
      case S1, S5, S10, S15, S30, H8, D3 -> null;
    };
  }

  static List<Interval> all() {
    return Arrays.stream(Interval.values()).filter(interval -> name(interval) != null).toList();
  }

  /** The interval whose name is the ASCII text in that range, or null. */
  static @Nullable Interval of(byte[] text, int from, int to) {
    if (to - from == 1) {
      return switch (text[from]) {
        case '1' -> Interval.M1;
        case '3' -> Interval.M3;
        case '5' -> Interval.M5;
        case 'D' -> Interval.D1;
        case 'W' -> Interval.W1;
        case 'M' -> Interval.MONTH;
        default -> null;
      };
    }
    return switch (Topic.number(text, from, to)) {
      case 15 -> Interval.M15;
      case 30 -> Interval.M30;
      case 60 -> Interval.H1;
      case 120 -> Interval.H2;
      case 240 -> Interval.H4;
      case 360 -> Interval.H6;
      case 720 -> Interval.H12;
      default -> null;
    };
  }
}

package io.barline.exchange.ibkr;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Time zones as TWS names them: {@code US/Eastern}, or, by older ones, {@code EST (Eastern Standard
 * Time)}, which means New York's time in summer too.
 */
final class TradingZone {
  private static final Map<String, String> BY_LONG_NAME =
      Map.ofEntries(
          Map.entry("Eastern Standard Time", "America/New_York"),
          Map.entry("Central Standard Time", "America/Chicago"),
          Map.entry("Mountain Standard Time", "America/Denver"),
          Map.entry("Pacific Standard Time", "America/Los_Angeles"),
          Map.entry("Greenwich Mean Time", "Europe/London"),
          Map.entry("British Summer Time", "Europe/London"),
          Map.entry("Central European Time", "Europe/Berlin"),
          Map.entry("Middle Europe Time", "MET"),
          Map.entry("Japan Standard Time", "Asia/Tokyo"),
          Map.entry("Hong Kong Time", "Asia/Hong_Kong"),
          Map.entry("China Standard Time", "Asia/Shanghai"),
          Map.entry("Singapore Time", "Asia/Singapore"),
          Map.entry("Korea Standard Time", "Asia/Seoul"),
          Map.entry("India Standard Time", "Asia/Kolkata"));

  private static final Map<String, String> BY_SHORT_NAME =
      Map.of(
          "EST", "America/New_York",
          "CST", "America/Chicago",
          "MST", "America/Denver",
          "PST", "America/Los_Angeles",
          "JST", "Asia/Tokyo",
          "HKT", "Asia/Hong_Kong");

  private TradingZone() {}

  /** The zone, or null where {@code name} tells none. */
  static @Nullable ZoneId of(String name) {
    int open = name.indexOf('(');
    int close = name.lastIndexOf(')');
    String shortName = (open < 0 ? name : name.substring(0, open)).strip();
    String longName = open < 0 || close < open ? "" : name.substring(open + 1, close).strip();
    String id = BY_LONG_NAME.get(longName);
    if (id == null) {
      id = BY_SHORT_NAME.getOrDefault(shortName, shortName);
    }
    try {
      return ZoneId.of(id);
    } catch (DateTimeException unknown) {
      return null;
    }
  }
}

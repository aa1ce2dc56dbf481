package io.barline;

import java.net.URI;

/**
 * Listens to the exchange itself, for when each trade was sent: in microseconds, which the gateway
 * is not told.
 */
final class LoadTap extends LoadSocket {
  private static final int REMEMBERED = 1 << 17;
  private static final int MOST_EARLY = 1_024;
  private static final int EVENT_TIME_DIGITS = 16;

  private final LoadTally tally;
  private final int eventTimeAt;
  private final int idAt;
  private final long[] ids = new long[REMEMBERED];
  private final long[] times = new long[REMEMBERED];
  private final long[] earlyIds = new long[MOST_EARLY];
  private final long[] earlyReceipts = new long[MOST_EARLY];
  private int early;
  long frames;
  long bytes;

  /**
   * @param spot the exchange's address for spot
   * @param symbol its own name of what is listened to
   */
  LoadTap(String spot, String symbol, LoadTally tally) {
    String stream = symbol.toLowerCase(java.util.Locale.ROOT) + "@trade";
    super(URI.create(spot + "/stream?timeUnit=MICROSECOND&streams=" + stream));
    this.tally = tally;
    this.eventTimeAt = "{'stream':'%s','data':{'e':'trade','E':".formatted(stream).length();
    this.idAt = eventTimeAt + EVENT_TIME_DIGITS + ",'s':'%s','t':".formatted(symbol).length();
  }

  @Override
  void opened() {
    tally.opened++;
  }

  @Override
  void message(byte[] bytes, int from, int to, long receipt) {
    frames++;
    this.bytes += to - from;
    long id = number(bytes, from + idAt);
    int slot = (int) id & (REMEMBERED - 1);
    ids[slot] = id;
    times[slot] = 1_000 * number(bytes, from + eventTimeAt);
    if (tally.measuring) {
      LoadTally.record(tally.tapFromExchange, receipt - times[slot]);
    }
    for (int i = early - 1; i >= 0; i--) {
      if (earlyIds[i] == id) {
        LoadTally.record(tally.tradesFromExchange, earlyReceipts[i] - times[slot]);
        early--;
        earlyIds[i] = earlyIds[early];
        earlyReceipts[i] = earlyReceipts[early];
      }
    }
  }

  /** A client received that trade at {@code receipt}, perhaps before it was heard here. */
  void received(long id, long receipt) {
    int slot = (int) id & (REMEMBERED - 1);
    if (ids[slot] == id) {
      LoadTally.record(tally.tradesFromExchange, receipt - times[slot]);
    } else if (early < MOST_EARLY) {
      earlyIds[early] = id;
      earlyReceipts[early] = receipt;
      early++;
    } else {
      tally.unmatched++;
    }
  }

  static long number(byte[] bytes, int from) {
    long number = 0;
    for (int at = from; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      number = 10 * number + bytes[at] - '0';
    }
    return number;
  }

  @Override
  void ended(String reason) {
    tally.fault("the exchange ended the tap: " + reason);
  }
}

package io.barline.exchange.ibkr;

import io.barline.exchange.MalformedFrame;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * Message 17, which holds all bars of an answer. Of a bar of quotes the volume, the average and the
 * count are -1.
 *
 * <pre>{@code
 * 17 | 4 | 20261123  14:00:00 | 20261123  14:02:00 | 1
 *    | 1795442400 | 231.1 | 231.4 | 231 | 231.25 | 1250 | 231.187 | 98
 * }</pre>
 */
final class HistoricalBars {
  private final FieldReader fields;
  private final BarFields bars;
  private final int serverVersion;

  HistoricalBars(FieldReader fields, Contract contract, int serverVersion) {
    this.fields = fields;
    this.bars = new BarFields(contract, serverVersion);
    this.serverVersion = serverVersion;
  }

  /**
   * The bars, the oldest first.
   *
   * @throws MalformedFrame if the message is another one, or a bar is not one of {@code interval}
   */
  List<Bar> read(Instrument instrument, Interval interval, long receiveTime) {
    int id = fields.integer();
    if (id != Replies.HISTORY) {
      throw new MalformedFrame("message " + id + " where bars, message 17, are expected");
    }
    fields.skip(
        serverVersion < Replies.HISTORY_WITHOUT_SPAN
            ? 3
            : 1); // the request's id, its start and its end
    int count = fields.integer();
    if (count < 0) {
      throw new MalformedFrame("it tells " + count + " bars");
    }
    List<Bar> read = new ArrayList<>();
    long last = -1;
    for (int i = 0; i < count; i++) {
      Bar bar = bars.past(fields, instrument, interval, receiveTime);
      if (bar.timestamp() <= last) {
        throw new MalformedFrame("the bars are not in order");
      }
      last = bar.timestamp();
      read.add(bar);
    }
    return read;
  }
}

package io.barline.wire;

import static io.barline.wire.JsonBuffer.key;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bar's fields, the same in messages and in REST answers. */
public final class BarJson {
  private static final byte[] SYMBOL = key("symbol");
  private static final byte[] INTERVAL = key("interval");
  private static final byte[] TIMESTAMP = key("timestamp");
  private static final byte[] END = key("end");
  private static final byte[] OPEN = key("open");
  private static final byte[] HIGH = key("high");
  private static final byte[] LOW = key("low");
  private static final byte[] CLOSE = key("close");
  private static final byte[] VOLUME = key("volume");
  private static final byte[] QUOTE_VOLUME = key("quoteVolume");
  private static final byte[] VWAP = key("vwap");
  private static final byte[] BUY_VOLUME = key("buyVolume");
  private static final byte[] TRADES = key("trades");
  private static final byte[] FINAL = key("final");
  private static final byte[] REVISION = key("revision");
  private static final byte[] QUALITY = key("quality");
  private static final byte[] SOURCE = key("source");

  private BarJson() {}

  /** The bars as a JSON array, UTF-8. */
  public static byte[] encode(List<Bar> bars) {
    JsonBuffer json = JsonBuffer.ofThread().raw('[');
    for (Bar bar : bars) {
      json.next().raw('{');
      write(bar, json);
      json.raw('}');
    }
    return json.raw(']').toBytes();
  }

  static void write(Bar bar, JsonBuffer json) {
    json.key(SYMBOL).string(bar.instrument().symbol());
    json.key(INTERVAL).code(bar.interval().code());
    json.key(TIMESTAMP).time(bar.timestamp());
    json.key(END).time(bar.end());
    json.key(OPEN).decimal(bar.open());
    json.key(HIGH).decimal(bar.high());
    json.key(LOW).decimal(bar.low());
    json.key(CLOSE).decimal(bar.close());
    json.key(VOLUME).decimal(bar.volume());
    known(QUOTE_VOLUME, bar.quoteVolume(), json);
    known(VWAP, bar.vwap(), json);
    known(BUY_VOLUME, bar.buyVolume(), json);
    if (bar.trades() != Bar.UNKNOWN) {
      json.key(TRADES).number(bar.trades());
    }
    json.key(FINAL).flag(bar.closed());
    json.key(REVISION).number(bar.revision());
    json.key(QUALITY).code(bar.quality().code());
    json.key(SOURCE).code(bar.source().code());
    json.key(EventJson.EXCHANGE_TIME).time(bar.exchangeTime());
    json.key(EventJson.RECEIVE_TIME).time(bar.receiveTime());
  }

  private static void known(byte[] key, @Nullable Decimal value, JsonBuffer json) {
    if (value != null) {
      json.key(key).decimal(value);
    }
  }
}

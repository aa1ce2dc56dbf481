package io.barline.exchange.alpaca;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.JsonDecoder;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.NativeSymbols;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import java.util.function.Consumer;

/**
 * Reads the answers of a polled route: the latest trades, quotes, bars and books. What did not
 * change since the last round comes again.
 */
final class PolledDecoder extends JsonDecoder {
  private final NativeSymbols symbols;
  private final Fields fields = new Fields(json);
  private final Events events;

  PolledDecoder(Market market, AlpacaSettings settings, NativeSymbols symbols) {
    this.symbols = symbols;
    this.events = new Events(json, fields, market, settings);
  }

  @Override
  protected void read(long receiveTime, Consumer<Inbound> sink) {
    Body body = Body.read(json);
    String message = body.message();
    if (message != null) {
      sink.accept(refusal(body.code(), message));
      return;
    }
    sink.accept(new Inbound.Heartbeat());
    MalformedFrame malformed = null;
    for (Body.Entry entry : body.entries()) {
      try {
        sink.accept(new Inbound.Data(event(entry, receiveTime)));
      } catch (MalformedFrame e) {
        malformed = malformed == null ? e : malformed;
      }
    }
    if (malformed != null) {
      throw malformed;
    }
  }

  private MarketEvent event(Body.Entry entry, long receiveTime) {
    Instrument instrument = symbols.find(entry.symbol());
    if (instrument == null) {
      throw new MalformedFrame("symbol " + Excerpt.of(entry.symbol()) + " was not asked for");
    }
    fields.read(entry.start());
    return switch (entry.channel()) {
      case "trades" -> events.trade(instrument, receiveTime);
      case "quotes" -> events.quote(instrument, receiveTime);
      case "bars" -> events.bar(instrument, Market.BARS, 0, false, receiveTime);
      default -> events.book(instrument, true, receiveTime);
    };
  }

  /**
   * The first three digits of a code are the HTTP status. Without a code it is the gateway before
   * the interface that refuses, for want of the right keys or of patience.
   *
   * <pre>{@code
   * {"code":40010001,"message":"invalid location specified"}
   * {"message":"forbidden."}
   * {"message":"too many requests."}
   * }</pre>
   */
  private static Inbound refusal(long code, String message) {
    int status = (int) Math.min(code / 100_000, 1_000);
    String shown = code == 0 ? "" : Long.toString(code);
    boolean barred =
        status == 401
            || status == 403
            || message.startsWith("forbidden")
            || message.startsWith("access key verification failed");
    boolean request = status == 400 || status == 404 || status == 422;
    return request
        ? new Inbound.Rejected(Inbound.NO_REQUEST, shown, message, true)
        : new Inbound.Refused(shown, message, barred);
  }
}

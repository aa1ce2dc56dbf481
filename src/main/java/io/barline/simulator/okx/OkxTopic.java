package io.barline.simulator.okx;

import io.barline.simulator.MarketListener;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.util.LinkedHashSet;
import java.util.Set;

/** One channel of one instrument, and who listens. It is used on the exchange's thread only. */
abstract class OkxTopic implements MarketListener {
  final OkxInstrument instrument;
  final SyntheticMarket market;
  final String channel;
  private final Set<OkxConversation> listeners = new LinkedHashSet<>();

  OkxTopic(String channel, OkxInstrument instrument, SyntheticMarket market) {
    this.channel = channel;
    this.instrument = instrument;
    this.market = market;
    market.addListener(this);
  }

  /** Greets a new listener with what it has to begin from. */
  abstract void greet(OkxConversation listener, long now);

  /** Tells what is due. */
  abstract void tick(long now);

  void add(OkxConversation listener, long now) {
    greet(listener, now);
    listeners.add(listener);
  }

  void remove(OkxConversation listener) {
    listeners.remove(listener);
  }

  boolean isWanted() {
    return !listeners.isEmpty();
  }

  void publish(String frame) {
    listeners.forEach(listener -> listener.publish(frame));
  }

  /** What subscriptions and frames name it by. */
  String argument() {
    return "{\"channel\":\"%s\",\"instId\":\"%s\"}".formatted(channel, instrument.instId());
  }

  /** {@code {"arg":...,"data":[]}} around {@code entry}. */
  String frame(String entry) {
    return "{\"arg\":" + argument() + ",\"data\":[" + entry + "]}";
  }

  @Override
  public void traded(MarketTrade trade) {}

  @Override
  public void bookChanged() {}
}

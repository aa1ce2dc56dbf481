package io.barline.simulator.kraken;

import io.barline.market.UtcNanos;
import io.barline.simulator.MarketListener;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One channel of one pair, and who listens. It is used on the exchange's thread only. */
abstract class KrakenTopic implements MarketListener {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  final KrakenInstrument instrument;
  final SyntheticMarket market;
  private final String channel;
  private final String option;
  private final Set<KrakenConversation> listeners = new LinkedHashSet<>();

  /** {@code option} is what an acknowledgement tells of it, for example {@code "depth":10,}. */
  KrakenTopic(String channel, String option, KrakenInstrument instrument, SyntheticMarket market) {
    this.channel = channel;
    this.option = option;
    this.instrument = instrument;
    this.market = market;
    market.addListener(this);
  }

  /** What a new listener begins from; null where there is nothing yet. */
  abstract @Nullable String snapshot();

  void add(KrakenConversation listener, boolean greeted) {
    String greeting = snapshot();
    if (greeted && greeting != null) {
      listener.publish(greeting);
    }
    listeners.add(listener);
  }

  void remove(KrakenConversation listener) {
    listeners.remove(listener);
  }

  boolean isWanted() {
    return !listeners.isEmpty();
  }

  void publish(String frame) {
    listeners.forEach(listener -> listener.publish(frame));
  }

  String channel() {
    return channel;
  }

  String symbol() {
    return instrument.symbol();
  }

  String option() {
    return option;
  }

  /** {@code {"channel":...,"type":...,"data":[]}} around {@code entries}. */
  String frame(String type, String entries) {
    return "{\"channel\":\"%s\",\"type\":\"%s\",\"data\":[%s]}".formatted(channel, type, entries);
  }

  /** {@code time}, in nanoseconds since the epoch, as Kraken writes it. */
  static String text(long time) {
    Instant instant = UtcNanos.toInstant(time);
    return MICROS.format(instant);
  }

  @Override
  public void traded(MarketTrade trade) {}

  @Override
  public void bookChanged() {}
}

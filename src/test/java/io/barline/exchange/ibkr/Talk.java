package io.barline.exchange.ibkr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.exchange.NativeSymbols;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** One connection in a test: what is told and said is written with a bar for each field's end. */
final class Talk implements NativeSymbols {
  static final long SECOND = 1_000_000_000L;

  /** When frames come, if nothing else is told. */
  static final long RECEIVED = 1_795_356_000_500_000_000L;

  static final String AAPL = "AAPL-STK-SMART-USD";
  static final String EUR = "EUR-CASH-IDEALPRO-USD";
  static final String BITCOIN = "BTC-CRYPTO-PAXOS-USD";
  static final String CFD = "IBUS500-CFD-SMART-USD";

  /** AAPL as it is asked for once it is resolved. */
  static final String AAPL_FIELDS = "265598|AAPL|STK||0|||SMART|NASDAQ|USD|AAPL|NMS|";

  final TwsConversation conversation;
  final Hours hours = new Hours();
  final int version;

  Talk(IbkrSettings settings, ClientIds ids, int version) {
    this.conversation = new TwsConversation(settings, ids, this, hours);
    this.version = version;
  }

  /** One whose greeting is over. */
  static Talk ready(int version, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("max-version", version > 193 ? "200" : "193"));
    for (String setting : settings) {
      all.put(
          setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    Talk talk = new Talk(settings(all), new ClientIds(700, 8), version);
    talk.greet();
    return talk;
  }

  static IbkrSettings settings(Map<String, String> properties) {
    Map<String, String> named = new HashMap<>();
    properties.forEach((name, value) -> named.put("barline.exchanges.ibkr." + name, value));
    return new Binder(new MapConfigurationPropertySource(named))
        .bindOrCreate("barline.exchanges.ibkr", IbkrSettings.class);
  }

  void greet() {
    hears(version + "|20261123 09:30:00 Greenwich Mean Time|");
    hears("15|1|DU1234567|");
    hears("9|1|1|");
  }

  @Override
  public @Nullable Instrument find(String nativeSymbol) {
    return instrument(nativeSymbol);
  }

  static Instrument instrument(String symbol) {
    return ContractSymbols.instrument(ContractSymbols.parse(symbol).orElseThrow());
  }

  List<Inbound> hears(String frame) {
    return hears(frame, RECEIVED);
  }

  List<Inbound> hears(String frame, long receiveTime) {
    return hears(bytes(frame), receiveTime);
  }

  List<Inbound> hears(byte[] frame, long receiveTime) {
    List<Inbound> said = new ArrayList<>();
    conversation.decode(frame, 0, frame.length, receiveTime, said::add);
    return said;
  }

  /** The market data in what a frame says, of which there may be none. */
  List<MarketEvent> data(String frame, long receiveTime) {
    return hears(frame, receiveTime).stream()
        .flatMap(said -> said instanceof Inbound.Data(MarketEvent event) ? Stream.of(event) : null)
        .toList();
  }

  MarketEvent event(String frame) {
    List<Inbound> said = hears(frame);
    assertThat(said).singleElement().isInstanceOf(Inbound.Data.class);
    return ((Inbound.Data) said.getFirst()).event();
  }

  List<String> subscribe(long requestId, String... names) {
    return conversation.subscribe(requestId, List.of(names)).stream().map(Talk::shown).toList();
  }

  List<String> unsubscribe(long requestId, String... names) {
    return conversation.unsubscribe(requestId, List.of(names)).stream().map(Talk::shown).toList();
  }

  /**
   * Subscribes to the first name of a symbol and has it resolved. Its details are asked for by id
   * 1, so that it is id 2 of a new conversation.
   */
  List<Inbound> streams(String name) {
    String asked = subscribe(1, name).getFirst();
    int id = Integer.parseInt(asked.split("\\|", -1)[2]);
    String nativeSymbol = name.substring(name.indexOf(':') + 1);
    assertThat(hears(details(id, nativeSymbol))).isEmpty();
    List<Inbound> said = hears("52|1|" + id + "|");
    hears("49|1|1795356000|");
    return said;
  }

  private String details(int id, String nativeSymbol) {
    return switch (nativeSymbol) {
      case AAPL -> details(id, "AAPL|STK", "", "SMART|USD|AAPL|NMS|NMS|265598", "NASDAQ");
      case EUR -> details(id, "EUR|CASH", "", "IDEALPRO|USD|EUR.USD|EUR.USD|EUR.USD|12087792", "");
      case BITCOIN -> details(id, "BTC|CRYPTO", "", "PAXOS|USD|BTC.USD|BTC|BTC|479624278", "");
      case CFD -> details(id, "IBUS500|CFD", "", "SMART|USD|IBUS500|IBUS500|IBUS500|111987469", "");
      default -> throw new IllegalArgumentException(nativeSymbol);
    };
  }

  /**
   * Message 10 of this connection's version.
   *
   * @param kind symbol and type
   * @param place exchange, currency, local symbol, market name, trading class and number
   */
  String details(int id, String kind, String expiry, String place, String primary) {
    return details(id, kind, expiry, "0|", place, primary);
  }

  /**
   * Message 10 of this connection's version.
   *
   * @param option strike and right
   */
  String details(int id, String kind, String expiry, String option, String place, String primary) {
    boolean old = version < 164;
    return (old ? "10|8|" : "10|")
        + (id + "|" + kind + "|" + expiry + "|")
        + (version >= 182 ? expiry + "|" : "")
        + (option + "|" + place + "|0.01|")
        + (old ? "1|" : "")
        + ("|ACTIVETIM,AD|SMART,NASDAQ|1|0|A company|" + primary + "|||||")
        + "US/Eastern|20261123:0400-20261123:2000|20261123:0930-20261123:1600|||0|"
        + "1|||26||COMMON|"
        + (old ? "" : "0.0001|0.0001|100|")
        + (version >= 186 ? "0|" : "");
  }

  static byte[] bytes(String frame) {
    return frame.replace('|', '\0').getBytes(UTF_8);
  }

  static String shown(String frame) {
    return frame.replace('\0', '|');
  }

  static Inbound say(String frame) {
    return new Inbound.Say(frame.replace('|', '\0'));
  }
}

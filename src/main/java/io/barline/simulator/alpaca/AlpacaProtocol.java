package io.barline.simulator.alpaca;

import io.barline.market.UtcNanos;
import io.barline.simulator.Faults;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import io.barline.simulator.SyntheticMarket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Alpaca's rules, and who is connected. */
final class AlpacaProtocol implements SimulatorProtocol, AssetMarket.Audience {
  static final String IEX = "/v2/iex";
  static final String SIP = "/v2/sip";
  static final String CRYPTO = "/v1beta3/crypto/us";
  private static final Set<String> PATHS = Set.of(IEX, SIP, CRYPTO);

  /** By symbol. */
  final Map<String, AssetMarket> markets = new LinkedHashMap<>();

  /** Of the markets that the server does not run. */
  private final List<SeldomTrades> seldom = new ArrayList<>();

  private final List<AlpacaConversation> conversations = new ArrayList<>();

  /** When the last one that was logged in ended, by path. */
  private final Map<String, Long> ended = new HashMap<>();

  private final AlpacaRest rest = new AlpacaRest(this);
  private final Faults faults;
  private long now;

  /** The code that logins are answered with; 0 to let them in. */
  int refusal;

  /** How long a connection that was logged in is counted after its end, in nanoseconds. */
  long countedAfterEnd;

  int symbolLimit = 30;
  long barDelay = UtcNanos.SECOND / 2;
  int updateEvery = 5;

  AlpacaProtocol(Map<SimulatedAsset, SyntheticMarket> listed, Faults faults, long now) {
    this.faults = faults;
    this.now = now;
    listed.forEach(
        (asset, market) -> markets.put(asset.symbol(), new AssetMarket(asset, market, this, now)));
  }

  void run(List<SeldomTrades> trades) {
    seldom.clear();
    seldom.addAll(trades);
  }

  boolean isSubscribed(String channel, String symbol) {
    return conversations.stream().anyMatch(one -> one.isSubscribed(channel, symbol));
  }

  AlpacaRest rest() {
    return rest;
  }

  Faults faults() {
    return faults;
  }

  /** What its clock says, which may be wrong. */
  long clockTime() {
    return now + faults.skew();
  }

  long now() {
    return now;
  }

  @Override
  public boolean listensAt(String path) {
    return PATHS.contains(path);
  }

  @Override
  public Conversation connected(SimulatorSession session, String path) {
    var conversation = new AlpacaConversation(this, session, path);
    conversations.add(conversation);
    return conversation;
  }

  void ended(AlpacaConversation conversation) {
    conversations.remove(conversation);
    PATHS.stream().filter(conversation::isReadyAt).forEach(path -> ended.put(path, now));
  }

  /** Whether somebody else is logged in there, or was just now: one connection is allowed. */
  boolean isTaken(String path) {
    Long last = ended.get(path);
    return conversations.stream().anyMatch(other -> other.isReadyAt(path))
        || (last != null && now - last < countedAfterEnd);
  }

  @Override
  public RestAnswer answer(RestCall call) {
    return rest.answer(call);
  }

  @Override
  public RestAnswer refused(int status) {
    return AlpacaRest.refused(status);
  }

  @Override
  public void ticked(long time) {
    now = time;
    seldom.forEach(trades -> trades.ticked(time));
    List<AssetMarket.Told> due = new ArrayList<>();
    markets.values().forEach(market -> due.addAll(market.due(clockTime())));
    for (AlpacaConversation conversation : List.copyOf(conversations)) {
      conversation.publish(due);
      conversation.ticked(time);
    }
  }

  @Override
  public void tell(String channel, String symbol, String event) {
    for (AlpacaConversation conversation : conversations) {
      conversation.publish(channel, symbol, event);
    }
  }

  @Override
  public long barDelay() {
    return barDelay;
  }

  @Override
  public int updateEvery() {
    return updateEvery;
  }
}

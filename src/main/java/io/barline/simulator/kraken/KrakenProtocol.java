package io.barline.simulator.kraken;

import io.barline.market.UtcNanos;
import io.barline.simulator.Faults;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exchange: what is listed, who is connected, and how it behaves. */
final class KrakenProtocol implements SimulatorProtocol {
  static final String STREAM = "/v2";

  private final Clock clock;
  private final Faults faults;
  private final Map<String, KrakenMarket> markets = new LinkedHashMap<>();
  private final Set<KrakenConversation> conversations = new LinkedHashSet<>();
  private final KrakenRest rest;
  private long connections;

  KrakenProtocol(Clock clock, Faults faults, List<KrakenMarket> listed) {
    this.clock = clock;
    this.faults = faults;
    this.rest = new KrakenRest(this);
    listed.forEach(market -> markets.put(market.instrument.symbol(), market));
  }

  List<KrakenMarket> markets() {
    return List.copyOf(markets.values());
  }

  /** That of {@code symbol} as WebSocket v2 names it. */
  @Nullable KrakenMarket market(String symbol) {
    return markets.get(symbol);
  }

  /** Whether a subscription made now is confirmed and stays without data. */
  boolean isAckOnly() {
    return faults.isAckOnly();
  }

  boolean isMuted() {
    return faults.isMuted();
  }

  boolean rejects(String symbol) {
    return faults.rejects(symbol);
  }

  @Override
  public boolean listensAt(String path) {
    return path.equals(STREAM);
  }

  @Override
  public Conversation connected(SimulatorSession session, String path) {
    KrakenConversation conversation = new KrakenConversation(this, session);
    conversations.add(conversation);
    conversation.greet(++connections);
    return conversation;
  }

  void ended(KrakenConversation conversation) {
    conversations.remove(conversation);
  }

  @Override
  public RestAnswer answer(RestCall call) {
    return rest.answer(call);
  }

  @Override
  public RestAnswer refused(int status) {
    String error =
        switch (status) {
          case 429 -> "EGeneral:Too many requests";
          case 503 -> "EService:Unavailable";
          default -> "EGeneral:Internal error";
        };
    return RestAnswer.of(status, "{\"error\":[\"" + error + "\"]}");
  }

  @Override
  public void ticked(long now) {
    // One that is cut leaves while this goes on.
    List.copyOf(conversations).forEach(conversation -> conversation.tick(now));
  }

  long now() {
    return UtcNanos.now(clock);
  }

  /** What its clock says, which may be wrong. */
  long clockTime() {
    return now() + faults.skew();
  }
}

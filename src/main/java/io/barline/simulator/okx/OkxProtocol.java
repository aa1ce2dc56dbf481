package io.barline.simulator.okx;

import io.barline.market.UtcNanos;
import io.barline.simulator.Faults;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exchange: what is listed, who is connected, and how it behaves. */
final class OkxProtocol implements SimulatorProtocol {
  static final String STREAMS = "/ws/v5";
  private static final String PUBLIC = STREAMS + "/public";
  private static final String BUSINESS = STREAMS + "/business";

  private final Clock clock;
  private final Faults faults;
  private final Map<String, OkxMarket> markets = new LinkedHashMap<>();
  private final Set<OkxConversation> conversations = new LinkedHashSet<>();
  private final OkxRest rest;
  private long idleTimeout = Duration.ofSeconds(30).toNanos();
  private long connections;

  OkxProtocol(Clock clock, Faults faults, List<OkxMarket> listed) {
    this.clock = clock;
    this.faults = faults;
    this.rest = new OkxRest(this);
    listed.forEach(market -> markets.put(market.instrument.instId(), market));
  }

  List<OkxMarket> markets() {
    return List.copyOf(markets.values());
  }

  @Nullable OkxMarket market(String instId) {
    return markets.get(instId);
  }

  /** The topic of that name; only those of what is listed exist. */
  @Nullable OkxTopic topic(String instId, String channel) {
    OkxMarket market = market(instId);
    return market == null ? null : market.topic(channel);
  }

  /** Whether a subscription made now is confirmed and stays without data. */
  boolean isAckOnly() {
    return faults.isAckOnly();
  }

  boolean isMuted() {
    return faults.isMuted();
  }

  boolean rejects(String instId) {
    return faults.rejects(instId);
  }

  @Override
  public boolean listensAt(String path) {
    return path.equals(PUBLIC) || path.equals(BUSINESS);
  }

  @Override
  public Conversation connected(SimulatorSession session, String path) {
    String id = "%08x".formatted(++connections);
    OkxConversation conversation = new OkxConversation(this, session, path.equals(BUSINESS), id);
    conversations.add(conversation);
    return conversation;
  }

  void ended(OkxConversation conversation) {
    conversations.remove(conversation);
  }

  @Override
  public RestAnswer answer(RestCall call) {
    return rest.answer(call);
  }

  @Override
  public RestAnswer refused(int status) {
    return RestAnswer.of(
        status,
        switch (status) {
          case 429 -> OkxRest.error(50011, "Too Many Requests");
          case 503 -> OkxRest.error(50001, "Service temporarily unavailable. Try again later");
          default -> OkxRest.error(50000, "Bad request");
        });
  }

  @Override
  public void ticked(long now) {
    markets.values().forEach(market -> market.tick(now));
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

  long idleTimeout() {
    return idleTimeout;
  }

  void setIdleTimeout(Duration wanted) {
    idleTimeout = wanted.toNanos();
  }
}

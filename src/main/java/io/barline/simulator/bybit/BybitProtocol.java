package io.barline.simulator.bybit;

import io.barline.market.UtcNanos;
import io.barline.simulator.Faults;
import io.barline.simulator.Quota;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exchange: what is listed, who is connected, and how it behaves. */
final class BybitProtocol implements SimulatorProtocol {
  private static final int FORBIDDEN = 403;
  private static final String STREAMS = "/v5/public/";

  private static final Duration ATTEMPT_WINDOW = Duration.ofMinutes(5);
  private static final Duration REQUEST_WINDOW = Duration.ofSeconds(5);

  private final Clock clock;
  private final Faults faults;
  private final Map<String, BybitMarket> markets = new LinkedHashMap<>();
  private final Set<BybitConversation> conversations = new LinkedHashSet<>();
  private final BybitRest rest;
  private long idleTimeout = Duration.ofMinutes(10).toNanos();
  private boolean acksLate;
  private long connections;
  final Quota attempts = new Quota(500, ATTEMPT_WINDOW);
  final Quota requests = new Quota(600, REQUEST_WINDOW);

  BybitProtocol(Clock clock, Faults faults, List<BybitMarket> listed) {
    this.clock = clock;
    this.faults = faults;
    this.rest = new BybitRest(this);
    listed.forEach(market -> markets.put(market.instrument.terms().name(), market));
  }

  List<BybitMarket> markets(BybitCategory category) {
    return markets.values().stream()
        .filter(market -> market.instrument.category() == category)
        .toList();
  }

  @Nullable BybitMarket market(BybitCategory category, String symbol) {
    return markets.get(category.id() + ":" + symbol);
  }

  /** Whether a subscription made now is confirmed and stays without data. */
  boolean isAckOnly() {
    return faults.isAckOnly();
  }

  /** Whether {@code name} can be subscribed to. */
  boolean offers(BybitCategory category, String name) {
    return topic(category, name) != null && !faults.rejects(symbol(name));
  }

  private static String symbol(String topic) {
    return topic.substring(topic.lastIndexOf('.') + 1);
  }

  /** The topic of that name; only those of what is listed exist. */
  @Nullable BybitTopic topic(BybitCategory category, String name) {
    BybitMarket market = market(category, symbol(name));
    return market == null ? null : market.topic(name);
  }

  static @Nullable BybitCategory category(String id) {
    return Arrays.stream(BybitCategory.values())
        .filter(category -> category.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable BybitCategory carried(String path) {
    return path.startsWith(STREAMS) ? category(path.substring(STREAMS.length())) : null;
  }

  @Override
  public boolean listensAt(String path) {
    return carried(path) != null;
  }

  @Override
  public Conversation connected(SimulatorSession session, String path) {
    BybitCategory category = carried(path);
    if (category == null) {
      throw new IllegalArgumentException("no connections at " + path);
    }
    String id = "simulated-" + ++connections;
    BybitConversation conversation = new BybitConversation(this, category, session, id);
    conversations.add(conversation);
    return conversation;
  }

  void ended(BybitConversation conversation) {
    conversations.remove(conversation);
  }

  @Override
  public int refusal(String path) {
    return attempts.take(1, now()) ? 0 : FORBIDDEN;
  }

  @Override
  public Duration attemptWindow() {
    return ATTEMPT_WINDOW;
  }

  @Override
  public Duration weightWindow() {
    return REQUEST_WINDOW;
  }

  @Override
  public RestAnswer answer(RestCall call) {
    return requests.take(1, now()) ? rest.answer(call) : refused(FORBIDDEN);
  }

  /** Beyond its limits Bybit answers in plain text. */
  @Override
  public RestAnswer refused(int status) {
    return RestAnswer.of(status, status == FORBIDDEN ? "access too frequent" : "");
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

  boolean acksLate() {
    return acksLate;
  }

  void setAcksLate(boolean wanted) {
    acksLate = wanted;
  }

  BybitRest rest() {
    return rest;
  }
}

package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import io.barline.simulator.SocketProtocol;
import io.barline.simulator.SocketSession;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client's connection: its hello, its start, then its requests. */
final class IbkrConnection implements SocketProtocol.Conversation {
  /** {@code v157..178}, or one version alone; what follows a space are options. */
  private static final Pattern VERSIONS = Pattern.compile("v(\\d{1,4})(?:\\.\\.(\\d{1,4}))?( .*)?");

  private static final BigDecimal ROUND_LOT = BigDecimal.valueOf(100);
  private static final int MOST_MESSAGES = 50;
  private static final int MOST_VIOLATIONS = 3;
  private static final int START = 71;

  final IbkrProtocol exchange;
  private final SocketSession session;
  private final FrameCutter cutter = new FrameCutter();
  private final IbkrRequests requests;
  private final Map<Integer, Subscription> subscriptions = new LinkedHashMap<>();
  private final Deque<Long> recent = new ArrayDeque<>();
  private int version;
  private int clientId = -1;
  private int violations;
  private int marketDataType = 1;

  IbkrConnection(IbkrProtocol exchange, SocketSession session) {
    this.exchange = exchange;
    this.session = session;
    this.requests = new IbkrRequests(this);
  }

  @Override
  public void received(byte[] bytes) {
    cutter.add(bytes);
    String message = cutter.next();
    while (message != null && !session.isOver()) {
      received(message);
      message = cutter.next();
    }
    if (cutter.isBroken()) {
      session.close();
    }
  }

  private void received(String message) {
    if (version == 0) {
      hello(message);
      return;
    }
    session.received();
    if (isTooFast()) {
      return;
    }
    Fields fields = new Fields(message);
    if (isReady()) {
      requests.receive(fields);
    } else {
      begin(fields);
    }
  }

  private void hello(String versions) {
    Matcher range = VERSIONS.matcher(versions);
    if (!range.matches()) {
      session.close();
      return;
    }
    int least = Integer.parseInt(range.group(1));
    int most = range.group(2) == null ? least : Integer.parseInt(range.group(2));
    int agreed = Math.min(most, exchange.serverVersion());
    if (agreed < Math.max(least, IbkrProtocol.OLDEST_VERSION)) {
      session.close();
      return;
    }
    version = agreed;
    reply(Frame.of(version, exchange.connectionTime()));
  }

  private void begin(Fields fields) {
    int id;
    try {
      if (fields.integer() != START) {
        return;
      }
      fields.skip(1);
      id = fields.integer();
    } catch (Refusal refusal) {
      session.close();
      return;
    }
    if (!exchange.admits(id)) {
      error(
          -1,
          326,
          "Unable to connect as the client id is already in use. Retry with a unique client id.");
      session.close();
      return;
    }
    clientId = id;
    reply(Frame.of(15, 1, exchange.managedAccounts()));
    reply(Frame.of(9, 1, 1));
    exchange.greetings().forEach(notice -> error(-1, notice.code, notice.text));
  }

  private boolean isTooFast() {
    long now = exchange.now();
    int rate = Pace.since(recent, now - UtcNanos.SECOND) + 1;
    recent.add(now);
    if (rate <= MOST_MESSAGES) {
      return false;
    }
    recent.clear();
    violations++;
    exchange.pace().violated();
    error(
        -1,
        100,
        "Max rate of messages per second has been exceeded:max=%d rec=%d (%d)"
            .formatted(MOST_MESSAGES, rate, violations));
    if (violations == MOST_VIOLATIONS) {
      session.closedForMessages();
      session.close();
    }
    return true;
  }

  /** Whether it has said who it is. */
  boolean isReady() {
    return clientId >= 0;
  }

  int clientId() {
    return clientId;
  }

  int version() {
    return version;
  }

  int marketDataType() {
    return marketDataType;
  }

  void setMarketDataType(int type) {
    marketDataType = type;
  }

  SocketSession session() {
    return session;
  }

  void reply(byte[] payload) {
    session.reply(payload);
  }

  void publish(byte[] payload) {
    session.publish(payload);
  }

  /** {@code reqId} is -1 where it concerns the connection. */
  void error(int reqId, int code, String text) {
    String escaped = Frame.escaped(text);
    if (version >= 194) {
      long millis = exchange.clockTime() / UtcNanos.MILLISECOND;
      reply(Frame.of(4, reqId, code, escaped, "", millis));
    } else if (version >= 166) {
      reply(Frame.of(4, 2, reqId, code, escaped, ""));
    } else {
      reply(Frame.of(4, 2, reqId, code, escaped));
    }
  }

  /** A size of live data: whole round lots of stocks in old versions. */
  String size(IbkrMarket market, BigDecimal size) {
    return size(market, size, version < 159);
  }

  /** A size of historical data. */
  String historicalSize(IbkrMarket market, BigDecimal size) {
    return size(market, size, version < 175);
  }

  private static String size(IbkrMarket market, BigDecimal size, boolean inLots) {
    return inLots && market.instrument.isStock()
        ? size.divide(ROUND_LOT, 0, RoundingMode.DOWN).toPlainString()
        : size.toPlainString();
  }

  void add(Subscription subscription) {
    subscriptions.put(subscription.reqId, subscription);
    subscription.market.add(subscription);
    session.subscribed();
  }

  @Nullable Subscription subscription(int reqId) {
    return subscriptions.get(reqId);
  }

  /** Ends what is subscribed under {@code reqId}. */
  void remove(int reqId) {
    Subscription subscription = subscriptions.remove(reqId);
    if (subscription != null) {
      subscription.market.remove(subscription);
      session.unsubscribed();
    }
  }

  void removeAll() {
    List.copyOf(subscriptions.keySet()).forEach(this::remove);
  }

  Collection<Subscription> subscriptions() {
    return List.copyOf(subscriptions.values());
  }

  void ticked(long now) {
    subscriptions.values().forEach(subscription -> subscription.ticked(now));
  }

  @Override
  public void ended() {
    removeAll();
    exchange.ended(this);
  }
}

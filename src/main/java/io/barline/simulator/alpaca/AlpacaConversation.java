package io.barline.simulator.alpaca;

import io.barline.market.UtcNanos;
import io.barline.simulator.BookChanges;
import io.barline.simulator.MarketBook;
import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client's session: greeting, login, subscriptions. Every frame is an array, and errors leave
 * the socket open.
 */
final class AlpacaConversation implements SimulatorProtocol.Conversation {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long LOGIN_WITHIN = 10 * UtcNanos.SECOND;
  private static final long PING_EVERY = 54 * UtcNanos.SECOND;

  private final AlpacaProtocol protocol;
  private final SimulatorSession session;
  private final String path;
  private final AlpacaSubscriptions subscriptions;
  private final Map<String, BookChanges> books = new HashMap<>();
  private final long since;
  private long nextPing;
  private boolean ready;
  private boolean late;

  AlpacaConversation(AlpacaProtocol protocol, SimulatorSession session, String path) {
    this.protocol = protocol;
    this.session = session;
    this.path = path;
    this.subscriptions =
        new AlpacaSubscriptions(path.equals(AlpacaProtocol.CRYPTO), protocol.faults());
    this.since = session.lastReceived();
    this.nextPing = since + PING_EVERY;
    session.neverEchoClose();
    session.reply("[{\"T\":\"success\",\"msg\":\"connected\"}]");
  }

  boolean isReadyAt(String place) {
    return ready && path.equals(place);
  }

  boolean isSubscribed(String channel, String symbol) {
    return subscriptions.has(channel, symbol);
  }

  @Override
  public void received(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JacksonException e) {
      error(400);
      return;
    }
    switch (message.path("action").asString("")) {
      case "auth" -> login(message);
      case "subscribe" -> change(message, true);
      case "unsubscribe" -> change(message, false);
      default -> error(400);
    }
  }

  private void login(JsonNode message) {
    boolean known =
        message.path("key").asString("").equals(AlpacaSimulator.KEY)
            && message.path("secret").asString("").equals(AlpacaSimulator.SECRET);
    if (ready) {
      error(403);
    } else if (!known) {
      error(402);
    } else if (protocol.refusal != 0) {
      error(protocol.refusal);
    } else if (protocol.isTaken(path)) {
      error(406);
    } else {
      ready = true;
      session.reply("[{\"T\":\"success\",\"msg\":\"authenticated\"}]");
    }
  }

  private void change(JsonNode message, boolean subscribe) {
    if (!ready) {
      error(401);
      return;
    }
    int before = subscriptions.size();
    int fault =
        subscribe
            ? subscriptions.add(message, protocol.symbolLimit)
            : subscriptions.remove(message);
    if (fault != 0) {
      error(fault);
      return;
    }
    if (subscribe) {
      session.subscribed(subscriptions.size() - before);
    } else {
      session.unsubscribed(before - subscriptions.size());
    }
    session.reply("[" + subscriptions.state() + "]");
    followBooks();
  }

  private void followBooks() {
    books.keySet().removeIf(symbol -> !subscriptions.has("orderbooks", symbol));
    for (AssetMarket market : protocol.markets.values()) {
      String symbol = market.asset.symbol();
      if (subscriptions.has("orderbooks", symbol) && !books.containsKey(symbol)) {
        BookChanges changes = market.market.changes(AssetMarket.BOOK_LEVELS);
        books.put(symbol, changes);
        String fields = market.events.book(changes.snapshot()) + ",\"r\":true";
        session.publish("[" + market.events.streamed("o", fields) + "]");
      }
    }
  }

  private void error(int code) {
    session.rejected();
    session.reply("[{\"T\":\"error\",\"code\":%d,\"msg\":\"%s\"}]".formatted(code, message(code)));
  }

  private static String message(int code) {
    return switch (code) {
      case 400 -> "invalid syntax";
      case 401 -> "not authenticated";
      case 402 -> "auth failed";
      case 403 -> "already authenticated";
      case 404 -> "auth timeout";
      case 405 -> "symbol limit exceeded";
      case 406 -> "connection limit exceeded";
      case 407 -> "slow client";
      case 409 -> "insufficient subscription";
      case 410 -> "invalid subscribe action for this feed";
      default -> "internal error";
    };
  }

  void publish(String channel, String symbol, String event) {
    if (subscriptions.has(channel, symbol)) {
      session.publish("[" + event + "]");
    }
  }

  /** What comes together is told together. */
  void publish(List<AssetMarket.Told> events) {
    StringJoiner frame = new StringJoiner(",", "[", "]");
    int wanted = 0;
    for (AssetMarket.Told told : events) {
      if (subscriptions.has(told.channel(), told.symbol())) {
        frame.add(told.event());
        wanted++;
      }
    }
    if (wanted > 0) {
      session.publish(frame.toString());
    }
  }

  void ticked(long now) {
    if (!ready && !late && now - since >= LOGIN_WITHIN) {
      late = true;
      error(404);
    }
    if (now >= nextPing) {
      nextPing = now + PING_EVERY;
      session.ping();
    }
    books.forEach(
        (symbol, changes) -> {
          MarketBook changed = changes.changes();
          AssetMarket market = protocol.markets.get(symbol);
          if (changed != null && market != null) {
            session.publish("[" + market.events.streamed("o", market.events.book(changed)) + "]");
          }
        });
  }

  @Override
  public void ended() {
    protocol.ended(this);
  }
}

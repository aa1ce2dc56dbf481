package io.barline.exchange.bybit;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonNumber;
import io.barline.exchange.MalformedFrame;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers to <a href="https://bybit-exchange.github.io/docs/v5/ws/connect">requests</a>. One that
 * accepts names no topics. One that refuses names the first that it stumbled over, in one of these
 * ways, and carries nothing of the request out; spot's does not say which request.
 *
 * <pre>{@code
 * {"success":true,"ret_msg":"","conn_id":"cq1t8kr6vs1-4hq2","req_id":"7","op":"subscribe"}
 * {"success":true,"ret_msg":"pong","conn_id":"cq1t8kr6vs1-4hq2","req_id":"","op":"ping"}
 * {"success":false,"ret_msg":"error:handler not found,topic:orderbook.500.BTCUSDT",
 *   "conn_id":"cq1t8kr6vs1-4hq2","req_id":"8","op":"subscribe"}
 * {"success":false,"ret_msg":"Invalid symbol :[orderbook.50.NOSUCH]","conn_id":"d9","op":"subscribe"}
 * {"success":false,"ret_msg":"error:already subscribed,topic:tickers.BTCUSDT","req_id":"9",
 *   "op":"subscribe"}
 * }</pre>
 */
final class Replies {
  private static final Pattern NAMES =
      Pattern.compile("\\[([^\\]]*)\\]|topic:\\s*+([^\\[\\s].*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();
  private static final byte[] SUCCESS = ascii("success");
  private static final byte[] MESSAGE = ascii("ret_msg");
  private static final byte[] REQUEST = ascii("req_id");
  private static final byte[] OPERATION = ascii("op");

  private final JsonCursor json;

  Replies(JsonCursor json) {
    this.json = json;
  }

  /** Reads a whole frame that has no topic. */
  void read(Consumer<Inbound> sink) {
    boolean told = false;
    boolean success = false;
    String message = "";
    String operation = "";
    long request = Inbound.NO_REQUEST;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(SUCCESS)) {
        success = json.readBoolean();
        told = true;
      } else if (json.textIs(MESSAGE)) {
        message = json.readText().replaceAll("\\p{Cntrl}", " ");
      } else if (json.textIs(OPERATION)) {
        operation = json.readText();
      } else if (json.textIs(REQUEST)) {
        json.readString();
        request = JsonNumber.inText(json);
      } else {
        json.skip();
      }
    }
    if (operation.equals("ping") || operation.equals("pong")) {
      sink.accept(HEARTBEAT);
      return;
    }
    if (!told) {
      throw new MalformedFrame("neither data nor a reply");
    }
    if (success) {
      sink.accept(accepted(request));
    } else {
      refused(request, operation, message, sink);
    }
  }

  private static Inbound accepted(long request) {
    if (request == Inbound.NO_REQUEST) {
      throw new MalformedFrame("a reply to no request of ours");
    }
    return new Inbound.Accepted(request);
  }

  /**
   * A refusal that names topics is about these; others tell of limits or of the server's state. One
   * of a topic that is subscribed already leaves the rest of its request to be asked for again.
   */
  private static void refused(
      long request, String operation, String message, Consumer<Inbound> sink) {
    Matcher matcher = NAMES.matcher(message);
    List<String> names = List.of();
    if (matcher.find()) {
      String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      names = SEPARATOR.splitAsStream(text).filter(name -> !name.isEmpty()).toList();
    }
    if (message.contains("already subscribed") && !names.isEmpty()) {
      sink.accept(new Inbound.Confirmed(true, Set.copyOf(names)));
      names = List.of();
    }
    sink.accept(
        new Inbound.Rejected(request, names, operation, Excerpt.of(message), !names.isEmpty()));
  }
}

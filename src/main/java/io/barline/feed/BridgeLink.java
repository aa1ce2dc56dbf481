package io.barline.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.barline.exchange.Access;
import io.barline.exchange.Endpoint;
import java.net.URI;
import java.util.Arrays;

/**
 * A connection to an exchange that a bridge holds, over a WebSocket to the bridge. The bridge may
 * send only as many frames as it has credit for, and gets more of it as they are consumed here: so
 * what is not consumed waits there, where it is bounded and what is left out is told.
 */
final class BridgeLink implements Link, Link.Listener {
  /** So many frames are consumed before credit is given for them: a quarter of what it has. */
  static final int FRAMES = 16;

  private static final byte[] HEARTBEAT = "{\"t\":\"hb\"}".getBytes(US_ASCII);
  private static final String CREDIT = "{\"op\":\"credit\",\"n\":%d}".formatted(FRAMES);

  private final Link.Listener listener;
  private Link link = new Nowhere();
  private int consumed;

  private BridgeLink(Link.Listener listener) {
    this.listener = listener;
  }

  /** Starts to connect to where the bridge is now. */
  static Link open(
      Access.Bridged bridged, Lane lane, Link.Listener listener, FeedSettings settings) {
    BridgeLink opened = new BridgeLink(listener);
    URI at = bridged.bridge().address();
    if (at == null) {
      String trouble = bridged.bridge().trouble();
      Nowhere nowhere = new Nowhere();
      opened.link = nowhere;
      lane.execute(() -> nowhere.tell(listener, trouble));
      return opened;
    }
    URI uri = URI.create(Endpoint.append(at, bridged.path()).toString().replaceFirst("http", "ws"));
    opened.link = WebSocketLink.open(uri, bridged.bridge().headers(), lane, opened, settings);
    return opened;
  }

  @Override
  public void send(String text) {
    link.send(text);
  }

  @Override
  public void close(String reason) {
    link.close(reason);
  }

  @Override
  public String feed() {
    return listener.feed();
  }

  @Override
  public void opened() {
    listener.opened();
  }

  @Override
  public void received(byte[] frame, int length) {
    listener.received(frame, length);
    if (length > 0 && !isHeartbeat(frame, length) && ++consumed == FRAMES) {
      consumed = 0;
      link.send(CREDIT);
    }
  }

  /** Heartbeats take no credit; to give it for them would have it grow without end. */
  private static boolean isHeartbeat(byte[] frame, int length) {
    return Arrays.equals(frame, 0, length, HEARTBEAT, 0, HEARTBEAT.length);
  }

  @Override
  public void pinged() {
    listener.pinged();
  }

  @Override
  public void refused(int status, String reason, long retryAfterSeconds) {
    String hint = status == 401 ? " (its token is another)" : "";
    listener.refused(status, "by the bridge: " + reason + hint, retryAfterSeconds);
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    listener.closed("the connection to the bridge: " + reason, retryAfterSeconds);
  }

  /** There is no bridge to connect to. */
  private static final class Nowhere implements Link {
    private boolean over;

    @Override
    public void send(String text) {}

    @Override
    public void close(String reason) {
      over = true;
    }

    void tell(Link.Listener listener, String trouble) {
      if (!over) {
        over = true;
        listener.closed(trouble, 0);
      }
    }
  }
}

package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A link whose frames go by the {@link FrameLog} on their way. */
final class LoggedLink implements Link, Link.Listener {
  private static final String HIDDEN = "***";

  /** What a login holds that no other frame does; shorter words are no secrets. */
  private static final Pattern WORD = Pattern.compile("\"([^\"]{8,})\"");

  private static final byte[] NOTHING = {};

  private final FrameLog log;
  private final String exchange;
  private final String segment;
  private final @Nullable String login;
  private final List<String> secrets = new ArrayList<>();
  private final Link.Listener listener;
  private @Nullable Link link;

  /**
   * @param segment the market whose instruments it carries
   * @param login the frame that must not be shown; null where there is none
   */
  LoggedLink(
      FrameLog log,
      String exchange,
      String segment,
      @Nullable String login,
      Link.Listener listener) {
    this.log = log;
    this.exchange = exchange;
    this.segment = segment;
    this.login = login;
    this.listener = listener;
    if (login != null) {
      Matcher words = WORD.matcher(login);
      while (words.find()) {
        secrets.add(words.group(1));
      }
    }
  }

  /** Takes the link that this one stands before. */
  Link over(Link opened) {
    link = opened;
    return this;
  }

  @Override
  public String feed() {
    return listener.feed();
  }

  @Override
  public void send(String text) {
    if (log.isOn(exchange)) {
      log.frame(
          exchange, segment, feed(), text, text.equals(login) || holdsSecret(text) ? HIDDEN : null);
    }
    if (link != null) {
      link.send(text);
    }
  }

  @Override
  public void close(String reason) {
    if (link != null) {
      link.close(reason);
    }
  }

  @Override
  public void opened() {
    listener.opened();
  }

  @Override
  public void received(byte[] frame, int length) {
    if (log.isOn(exchange)) {
      boolean hidden = !secrets.isEmpty() && holdsSecret(new String(frame, 0, length, UTF_8));
      log.frame(exchange, segment, feed(), "in", frame, length, hidden ? HIDDEN : null);
    }
    listener.received(frame, length);
  }

  private boolean holdsSecret(String text) {
    for (String secret : secrets) {
      if (text.contains(secret)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void pinged() {
    if (log.isOn(exchange)) {
      log.frame(exchange, segment, feed(), "in", NOTHING, 0, "ping");
    }
    listener.pinged();
  }

  @Override
  public void refused(int status, String reason, long retryAfterSeconds) {
    listener.refused(status, reason, retryAfterSeconds);
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    listener.closed(reason, retryAfterSeconds);
  }
}

package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.Inbound;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Gap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the bridge says of a connection and its subscriptions. */
final class Notices {
  private static final long NONE = -1;
  private static final byte[] ID = ascii("id");
  private static final byte[] NAME = ascii("name");
  private static final byte[] CLASS = ascii("cls");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] RETRYABLE = ascii("retryable");
  private static final byte[] ATTEMPT = ascii("attempt");
  private static final byte[] RETRY = ascii("retryMs");
  private static final byte[] WHY = ascii("why");
  private static final byte[] DROPPED = ascii("dropped");
  private static final byte[] AGO = ascii("agoMs");
  private static final byte[] VERSION = ascii("v");

  /** The protocol's version that is spoken here. */
  private static final long SPOKEN = 1;

  private final JsonCursor json;
  private long id;
  private @Nullable String name;
  private String type = "";
  private String message = "";
  private boolean retryable;
  private long attempt;
  private long retry;
  private String why = "";
  private long dropped;
  private long version;
  private long ago;

  Notices(JsonCursor json) {
    this.json = json;
  }

  /** What the bridge says of something. */
  enum Kind {
    HELLO,
    OPENED,
    REFUSED,
    TAKEN,
    LEFT,
    LIVE,
    REJECTED,
    DOWN,
    LOOKED,
    GAP;

    /** The one of that name; null where frames of it are none of these. */
    static @Nullable Kind of(String name) {
      for (Kind kind : values()) {
        if (kind.name().equalsIgnoreCase(name)) {
          return kind;
        }
      }
      return null;
    }
  }

  /** The rest of a frame of that kind. */
  Inbound read(Kind kind) {
    fields();
    return switch (kind) {
      case HELLO ->
          version == SPOKEN
              ? new Inbound.LoginWanted()
              : new Inbound.Refused(
                  "protocol",
                  "the bridge speaks version %d, and this gateway %d".formatted(version, SPOKEN),
                  true);
      case OPENED -> new Inbound.Ready();
      case REFUSED -> new Inbound.Refused(type, message, !retryable);
      case TAKEN -> new Inbound.Taken(id());
      case LEFT -> new Inbound.Accepted(id());
      case LIVE -> new Inbound.Confirmed(true, Set.of(name()));
      case REJECTED -> new Inbound.Rejected(id(), List.of(name()), type, message, !retryable);
      case DOWN ->
          new Inbound.Lost(
              name(), type + ": " + message, (int) Math.min(attempt, 1_000_000), retry, !retryable);
      case LOOKED -> new Inbound.Looked(name(), Math.max(0, ago));
      case GAP -> new Inbound.Missed(name(), cause(), reason());
    };
  }

  private void fields() {
    id = NONE;
    name = null;
    type = "";
    message = "";
    retryable = true;
    attempt = 0;
    retry = 0;
    why = "";
    dropped = NONE;
    version = NONE;
    ago = 0;
    while (json.nextField()) {
      if (json.textIs(ID)) {
        id = json.readCount();
      } else if (json.textIs(NAME)) {
        name = json.readText();
      } else if (json.textIs(CLASS)) {
        type = json.readText();
      } else if (json.textIs(MESSAGE)) {
        message = json.readText();
      } else if (json.textIs(RETRYABLE)) {
        retryable = json.readBoolean();
      } else if (json.textIs(ATTEMPT)) {
        attempt = json.readCount();
      } else if (json.textIs(RETRY)) {
        retry = json.readCount();
      } else if (json.textIs(WHY)) {
        why = json.readText();
      } else if (json.textIs(DROPPED)) {
        dropped = json.readCount();
      } else if (json.textIs(AGO)) {
        ago = json.readCount();
      } else if (json.textIs(VERSION)) {
        version = json.readCount();
      } else {
        json.skip();
      }
    }
    json.finish();
  }

  private long id() {
    if (id == NONE) {
      throw new MalformedFrame("an answer lacks id");
    }
    return id;
  }

  private String name() {
    if (name == null) {
      throw new MalformedFrame("a notice lacks name");
    }
    return name;
  }

  private Gap.Cause cause() {
    return switch (why) {
      case "overflow" -> Gap.Cause.OVERFLOW;
      case "poll" -> Gap.Cause.POLLED;
      default -> throw new MalformedFrame("why must be overflow or poll: \"" + why + "\"");
    };
  }

  private String reason() {
    String told = message.isEmpty() ? why : message;
    return dropped <= 0 ? told : "%s (%d dropped)".formatted(told, dropped);
  }
}

package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a connection begins: the server tells its version and the time, is told who connects, and is
 * ready once it has told the accounts (15) and the next order id (9), in any order.
 *
 * <pre>{@code
 * 178 NUL 20261123 09:30:00 Greenwich Mean Time NUL
 * 15 NUL 1 NUL DU1234567 NUL
 * 9 NUL 1 NUL 1 NUL
 * }</pre>
 */
final class Greeting {
  /** Below it, volumes of the past are told in round lots and dates without a time zone. */
  static final int WHOLE = 176;

  private final IbkrSettings settings;
  private final ClientIds ids;
  private int version;
  private int clientId = ClientIds.NONE;
  private boolean hasAccounts;
  private boolean hasNextId;

  Greeting(IbkrSettings settings, ClientIds ids) {
    this.settings = settings;
    this.ids = ids;
  }

  /** The version that both sides speak; 0 while it is not known. */
  int version() {
    return version;
  }

  /** Whether requests may be sent. */
  boolean isOver() {
    return hasAccounts && hasNextId;
  }

  /** The first message: nothing but the version, and a time whose zone may be of several words. */
  void acknowledged(FieldReader fields, Consumer<Inbound> sink) {
    int told = fields.integer();
    if (told < settings.minVersion() || told > settings.maxVersion()) {
      sink.accept(
          new Inbound.Refused(
              "version",
              "the server speaks version %d of the protocol, and %d to %d are spoken here"
                  .formatted(told, settings.minVersion(), settings.maxVersion()),
              false));
      return;
    }
    clientId = ids.take();
    if (clientId == ClientIds.NONE) {
      sink.accept(
          new Inbound.Refused(
              "326", "all %d client ids are in use here".formatted(settings.clientIds()), false));
      return;
    }
    version = told;
    sink.accept(new Inbound.LoginWanted());
  }

  /** What logs in. */
  @Nullable String login() {
    return clientId == ClientIds.NONE ? null : Requests.start(clientId);
  }

  void accounts(Consumer<Inbound> sink) {
    boolean was = isOver();
    hasAccounts = true;
    ready(was, sink);
  }

  void nextId(Consumer<Inbound> sink) {
    boolean was = isOver();
    hasNextId = true;
    ready(was, sink);
  }

  private void ready(boolean was, Consumer<Inbound> sink) {
    if (was || !isOver()) {
      return;
    }
    sink.accept(new Inbound.Ready());
    String old = version < WHOLE ? ", which tells some sizes in round lots: update it" : "";
    sink.accept(
        new Inbound.Condition(
            "session",
            "server version %d, client id %d%s".formatted(version, clientId, old),
            false));
  }

  /** Another program has the client id; the connection is about to end. */
  void taken(String message, Consumer<Inbound> sink) {
    int refused = clientId;
    if (refused != ClientIds.NONE) {
      clientId = ClientIds.NONE;
      ids.refused(refused);
    }
    if (!settings.gateways().isEmpty()) { // it closes: the next client id is tried, here
      sink.accept(new Inbound.Closing("client id %d is in use: %s".formatted(refused, message)));
      return;
    }
    sink.accept(
        new Inbound.Refused(
            "326",
            "client id %d is in use by another program: %s".formatted(refused, message),
            false));
  }

  /** The connection is gone. */
  void ended() {
    if (clientId != ClientIds.NONE) {
      ids.release(clientId);
      clientId = ClientIds.NONE;
    }
  }
}

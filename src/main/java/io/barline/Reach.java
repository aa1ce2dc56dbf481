package io.barline;

import io.barline.access.Access;
import io.barline.access.AccessSettings;
import io.barline.access.Misconfiguration;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Keeps a gateway that asks for no keys on this machine, unless the operator says otherwise, and
 * tells who can reach it.
 */
@Component
final class Reach {
  private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

  private final Access access;
  private final @Nullable InetAddress address;

  /**
   * @throws Misconfiguration where a network would be served without keys, and nobody said so
   */
  Reach(ServerProperties server, Access access, AccessSettings settings) {
    this.access = access;
    this.address = server.getAddress();
    if (!isLoopback() && !access.isEnforced() && !settings.open()) {
      throw new Misconfiguration(
          "The gateway would listen on %s and serve whoever can reach it: there are no API keys."
              .formatted(name()),
          """
          Create a key: java -jar barline.jar keys create --name <name> --topics '*:*:*' writes %s; \
          or serve this machine alone: BARLINE_ADDRESS=127.0.0.1; \
          or serve the network without any key: BARLINE_ACCESS_OPEN=true.\
          """
              .formatted(settings.keysFile()));
    }
  }

  private boolean isLoopback() {
    return address != null && address.isLoopbackAddress();
  }

  private String name() {
    return address == null ? "*" : address.getHostAddress();
  }

  @EventListener
  void onServer(ReactiveWebServerInitializedEvent event) {
    if (!WebServerApplicationContext.hasServerNamespace(
        event.getApplicationContext(), "management")) {
      int port = event.getWebServer().getPort();
      if (isLoopback() || access.isEnforced()) {
        LOG.info("listening={}:{} reach=\"{}\" setting=BARLINE_ADDRESS", name(), port, sentence());
      } else {
        LOG.warn("listening={}:{} reach=\"{}\" setting=BARLINE_ADDRESS", name(), port, sentence());
      }
    }
  }

  /** Who can reach it. */
  String sentence() {
    if (access.isEnforced()) {
      return isLoopback()
          ? "this machine only, with an API key"
          : "all of the network, with an API key";
    }
    return isLoopback()
        ? "this machine only: there are no API keys"
        : "all of the network, without any key, as barline.access.open is true";
  }
}

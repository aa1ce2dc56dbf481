package io.barline;

import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says who can reach the gateway, and why no more. */
@Component
final class ListeningNotice {
  private static final Logger LOG = LoggerFactory.getLogger(ListeningNotice.class);

  private final ServerProperties server;

  ListeningNotice(ServerProperties server) {
    this.server = server;
  }

  @EventListener
  void onServer(ReactiveWebServerInitializedEvent event) {
    if (WebServerApplicationContext.hasServerNamespace(
        event.getApplicationContext(), "management")) {
      return;
    }
    InetAddress address = server.getAddress();
    int port = event.getWebServer().getPort();
    if (address != null && address.isLoopbackAddress()) {
      LOG.info(
          "listening={}:{} reach=\"this machine only: there are no API keys\""
              + " setting=BARLINE_ADDRESS",
          address.getHostAddress(),
          port);
    } else {
      LOG.warn(
          "listening={}:{} reach=\"all of the network, without any key\" setting=BARLINE_ADDRESS",
          address == null ? "*" : address.getHostAddress(),
          port);
    }
  }
}

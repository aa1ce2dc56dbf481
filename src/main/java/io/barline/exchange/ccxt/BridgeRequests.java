package io.barline.exchange.ccxt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.Access;
import io.barline.exchange.Bridge;
import io.barline.exchange.Endpoint;
import io.barline.exchange.RestRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What the bridge is asked about one exchange. */
final class BridgeRequests {
  private final Bridge bridge;
  private final String path;
  private final String setup;

  /**
   * @param exchange CCXT's id of it
   * @param setup what CCXT has to know of it, as JSON; may hold secrets
   */
  BridgeRequests(Bridge bridge, String exchange, String setup) {
    this.bridge = bridge;
    this.path = "/v1/exchanges/" + exchange + "/";
    this.setup = setup;
  }

  /** The socket for its data. */
  Access socket(boolean polled) {
    return new Access.Bridged(
        bridge, path + "stream", "{\"op\":\"open\",\"setup\":%s}".formatted(setup), polled);
  }

  /** The request for one of its resources. */
  RestRequest get(String resource, Map<String, String> parameters) {
    URI at = bridge.address();
    if (at == null) {
      return RestRequest.impossible(bridge.trouble());
    }
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    new TreeMap<>(parameters)
        .forEach((name, value) -> query.add(name + "=" + URLEncoder.encode(value, UTF_8)));
    Map<String, String> headers = new HashMap<>(bridge.headers());
    headers.put(
        "Ccxt-Setup",
        Base64.getUrlEncoder().withoutPadding().encodeToString(setup.getBytes(UTF_8)));
    return new RestRequest(Endpoint.append(at, path + resource + query), headers, null, 1);
  }
}

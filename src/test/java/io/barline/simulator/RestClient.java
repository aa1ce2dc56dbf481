package io.barline.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JDK's HTTP client. */
final class RestClient {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI base;

  RestClient(URI base) {
    this.base = base;
  }

  JsonNode get(String path, String... headers) throws IOException, InterruptedException {
    return JSON.readTree(response(path, headers).body());
  }

  HttpResponse<String> response(String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(base + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return StreamClient.HTTP.send(request.build(), BodyHandlers.ofString());
  }
}

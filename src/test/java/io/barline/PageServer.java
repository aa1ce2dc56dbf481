package io.barline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Serves one page, and takes what it posts: a site of another origin than the gateway's. */
final class PageServer implements AutoCloseable {
  private final HttpServer server;
  final CompletableFuture<String> result = new CompletableFuture<>();

  PageServer(Path page) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] html = Files.readAllBytes(page);
      server.createContext("/", exchange -> answer(exchange, html));
      server.createContext(
          "/result",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            answer(exchange, new byte[0]);
            result.complete(new String(body, StandardCharsets.UTF_8));
          });
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

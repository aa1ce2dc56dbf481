package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.Access;
import io.barline.exchange.Inbound;
import io.barline.exchange.Inquiry;
import io.barline.exchange.Limits;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An exchange that is asked on a socket: {@code who} wants the login {@code me}, {@code welcome}
 * lets one ask {@code ask 1 how}, which is answered {@code answer 1 well}, or refused by {@code no
 * 1 why} for good and by {@code busy 1 why} for now. {@code drop 1} cancels, and {@code out why}
 * refuses the connection.
 */
final class AskedExchange extends PlainExchange {
  static final int EACH_SECOND = 60;

  final Route route;

  /** How many connections have ended. */
  final AtomicInteger ended = new AtomicInteger();

  AskedExchange(int port) {
    route =
        new Route(
            "past",
            "spot",
            new Access.Framed(
                "127.0.0.1",
                port,
                "ASK\0",
                "v1",
                "me",
                new Access.KeepAlive("alive", Duration.ofSeconds(20)),
                100_000,
                Duration.ofSeconds(3)),
            new Limits(1, 1, 1, EACH_SECOND, 1, 100, Duration.ofMinutes(1)),
            Duration.ofSeconds(100),
            null);
  }

  RestRequest question(String text) {
    return RestRequest.inquiry(route, text, 1);
  }

  @Override
  public List<Route> routes() {
    return List.of(route);
  }

  @Override
  public Inquiry newInquiry(Route route) {
    return new Questions();
  }

  private final class Questions implements Inquiry {
    @Override
    public String login() {
      return "me";
    }

    @Override
    public String ask(long requestId, String question) {
      if (question.isEmpty()) {
        throw new IllegalArgumentException("there is no question");
      }
      return "ask " + requestId + " " + question;
    }

    @Override
    public String cancel(long requestId, String question) {
      return "drop " + requestId;
    }

    @Override
    public void ended() {
      ended.incrementAndGet();
    }

    @Override
    public void decode(byte[] frame, int from, int to, long receiveTime, Consumer<Inbound> sink) {
      String[] words = new String(frame, from, to - from, UTF_8).split(" ", 3);
      sink.accept(
          switch (words[0]) {
            case "who" -> new Inbound.LoginWanted();
            case "welcome" -> new Inbound.Ready();
            case "answer" ->
                new Inbound.Answered(Long.parseLong(words[1]), words[2].getBytes(UTF_8));
            case "no" -> new Inbound.Rejected(Long.parseLong(words[1]), "7", words[2], true);
            case "busy" -> new Inbound.Rejected(Long.parseLong(words[1]), "8", words[2], false);
            case "out" -> new Inbound.Refused("9", words[1], false);
            default -> new Inbound.Heartbeat();
          });
    }
  }
}

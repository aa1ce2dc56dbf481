package io.barline.exchange.ibkr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.barline.exchange.Allowance;
import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.Inquiry;
import io.barline.exchange.MalformedFrame;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to TWS or IB Gateway on which bars of the past are asked for, by a client id of
 * its own. A question is the fields of message 20 that follow the request id; its answer is message
 * 17 as it came, after a field with the server's version.
 */
final class TwsInquiry implements Inquiry {
  private static final int ASK = 20;

  private final Greeting greeting;

  TwsInquiry(IbkrSettings settings, ClientIds ids) {
    this.greeting = new Greeting(settings, ids);
  }

  @Override
  public @Nullable String login() {
    return greeting.login();
  }

  @Override
  public String ask(long requestId, String question) {
    return new FieldWriter().add(ASK).add(requestId).message() + question;
  }

  @Override
  public String cancel(long requestId, String question) {
    return new FieldWriter().add(25).add(1).add(requestId).message();
  }

  /** At most 5 in 2 seconds of one contract are allowed; which contract it is, is not looked at. */
  @Override
  public Allowance allowance() {
    return new Allowance(5, Duration.ofSeconds(2));
  }

  @Override
  public Duration repeatAfter() {
    return Duration.ofSeconds(15);
  }

  @Override
  public void ended() {
    greeting.ended();
  }

  @Override
  public void decode(byte[] frame, int from, int to, long receiveTime, Consumer<Inbound> sink) {
    try {
      FieldReader fields = new FieldReader(frame, from, to);
      if (greeting.version() == 0) {
        greeting.acknowledged(fields, sink);
        return;
      }
      switch (fields.integer()) {
        case Replies.ACCOUNTS -> greeting.accounts(sink);
        case Replies.NEXT_ID -> greeting.nextId(sink);
        case Replies.HISTORY ->
            sink.accept(new Inbound.Answered(fields.number(), answer(frame, from, to)));
        case Replies.ERROR -> error(fields, sink);
        default -> sink.accept(new Inbound.Heartbeat());
      }
    } catch (MalformedFrame malformed) {
      sink.accept(
          new Inbound.Unrecognized(
              "%s: %s".formatted(malformed.getMessage(), Excerpt.of(frame, from, to, 80))));
    }
  }

  /** A message without bars, as it is not sent: there an error says that there are none. */
  private String message(long id) {
    FieldWriter fields = new FieldWriter().add(Replies.HISTORY).add(id);
    if (greeting.version() < Replies.HISTORY_WITHOUT_SPAN) {
      fields.addEmpty().addEmpty();
    }
    return fields.add(0).message();
  }

  private byte[] answer(byte[] frame, int from, int to) {
    byte[] version = new FieldWriter().add(greeting.version()).message().getBytes(US_ASCII);
    byte[] answer = new byte[version.length + to - from];
    System.arraycopy(version, 0, answer, 0, version.length);
    System.arraycopy(frame, from, answer, version.length, to - from);
    return answer;
  }

  private void error(FieldReader fields, Consumer<Inbound> sink) {
    if (greeting.version() < Replies.ERROR_WITHOUT_VERSION) {
      fields.skip(1);
    }
    long id = fields.number();
    int code = fields.integer();
    String text = Excerpt.of(fields.unescaped());
    if (code == 326) {
      greeting.taken(text, sink);
    } else if (code == 100) {
      sink.accept(new Inbound.TooFast("100 " + text));
    } else if (id > 0 && code == 162 && text.toLowerCase(Locale.ROOT).contains("no data")) {
      byte[] empty = message(id).getBytes(US_ASCII);
      sink.accept(new Inbound.Answered(id, answer(empty, 0, empty.length)));
    } else if (id > 0) {
      Effect effect = Effect.of(code, text);
      if (effect != Effect.NONE) {
        boolean terminal = effect == Effect.REFUSED || effect == Effect.NOT_SUBSCRIBED;
        sink.accept(new Inbound.Rejected(id, List.of(), Integer.toString(code), text, terminal));
      }
    }
  }
}

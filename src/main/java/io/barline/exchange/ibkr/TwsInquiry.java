package io.barline.exchange.ibkr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.Inquiry;
import io.barline.exchange.MalformedFrame;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to TWS or IB Gateway on which bars of the past are asked for, by a client id of
 * its own. A question is the fields of message 20 that follow the request id; its answer is message
 * 17 as it came, after a field with the server's version.
 */
final class TwsInquiry implements Inquiry {
  private static final int WITHOUT_VERSION = 194;
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

  private byte[] answer(byte[] frame, int from, int to) {
    byte[] version = new FieldWriter().add(greeting.version()).message().getBytes(US_ASCII);
    byte[] answer = new byte[version.length + to - from];
    System.arraycopy(version, 0, answer, 0, version.length);
    System.arraycopy(frame, from, answer, version.length, to - from);
    return answer;
  }

  private void error(FieldReader fields, Consumer<Inbound> sink) {
    if (greeting.version() < WITHOUT_VERSION) {
      fields.skip(1);
    }
    long id = fields.number();
    int code = fields.integer();
    String text = Excerpt.of(fields.unescaped());
    if (code == 326) {
      greeting.taken(text, sink);
    } else if (code == 100) {
      sink.accept(new Inbound.TooFast("100 " + text));
    } else if (id > 0) {
      Effect effect = Effect.of(code, text);
      if (effect != Effect.NONE) {
        boolean terminal = effect == Effect.REFUSED || effect == Effect.NOT_SUBSCRIBED;
        sink.accept(new Inbound.Rejected(id, List.of(), Integer.toString(code), text, terminal));
      }
    }
  }
}

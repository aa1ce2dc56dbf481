package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.BookRequests;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.netty.channel.DefaultEventLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BookRecoveryTest {
  private static final Instrument BTC = PlainExchange.instrument("BTC/USDT");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  private static final Duration SOON = Duration.ofMillis(1);

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final RestServer server = new RestServer();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Thread> readers = new LinkedBlockingQueue<>();
  private volatile boolean broken;

  private final BookRecovery books =
      new BookRecovery(
          new Books(),
          server.rest(
              new RestBudget(1_000, Duration.ofMinutes(1), Duration.ZERO), new Bans(), CLOCK),
          new Lane(loop, CLOCK),
          () -> new Backoff(SOON, SOON, new Random(1)),
          new Told());

  @AfterEach
  void close() throws Exception {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    server.close();
  }

  private void onLane(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }

  private String next() throws InterruptedException {
    String said = heard.poll(30, TimeUnit.SECONDS);
    assertThat(said).as("what is told").isNotNull();
    return String.valueOf(said);
  }

  @Test
  void aSnapshotIsTold() throws Exception {
    server.answers = _ -> new RestServer.Answer(200, "41");
    onLane(() -> books.fetch(BTC, 10, () -> true));
    assertThat(next()).isEqualTo("BTC/USDT 10 at 41");
  }

  @Test
  void aRequestThatCannotBeMadeIsToldAndTheNextOneGoesOn() throws Exception {
    server.answers = _ -> new RestServer.Answer(200, "41");
    broken = true;
    onLane(() -> books.fetch(BTC, 10, () -> true));
    assertThat(next()).isEqualTo("BTC/USDT 10 IllegalStateException: no such book");
    broken = false;
    onLane(() -> books.fetch(BTC, 10, () -> true));
    assertThat(next()).isEqualTo("BTC/USDT 10 at 41");
  }

  @Test
  void anAnswerThatMakesNoSenseIsToldAndTheNextOneGoesOn() throws Exception {
    server.answers = _ -> new RestServer.Answer(200, server.asked.size() == 1 ? "?" : "41");
    onLane(() -> books.fetch(BTC, 10, () -> true));
    assertThat(next()).isEqualTo("BTC/USDT 10 MalformedAnswer: not a book: ?");
    onLane(() -> books.fetch(BTC, 10, () -> true));
    assertThat(next()).isEqualTo("BTC/USDT 10 at 41");
  }

  @Test
  void aLateAnswerIsNotToldToTheBookThatCameAfterIt() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    server.answers =
        _ -> {
          if (server.asked.size() > 1) {
            return new RestServer.Answer(200, "42");
          }
          underWay.countDown();
          await(late);
          return new RestServer.Answer(200, "41");
        };
    onLane(() -> books.fetch(BTC, 10, () -> true));
    await(underWay);
    onLane(() -> books.forget(BTC, 10));
    onLane(() -> books.fetch(BTC, 10, () -> true));
    assertThat(next()).isEqualTo("BTC/USDT 10 at 42");
    readers.take().join();
    late.countDown();
    readers.take().join();
    onLane(() -> {});
    assertThat(heard).isEmpty();
  }

  @Test
  void aRenewalThatIsNotNeededAnyMoreIsLeftAndTheNextOneGoesOn() throws Exception {
    onLane(() -> books.renew(BTC, 10, () -> true, () -> heard.add("first")));
    onLane(
        () ->
            books.renew(
                BTC,
                10,
                () -> {
                  loop.execute(() -> books.renew(BTC, 10, () -> true, () -> heard.add("third")));
                  return false;
                },
                () -> heard.add("second")));
    assertThat(List.of(next(), next())).containsExactly("first", "third");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final class Books implements BookRequests {
    @Override
    public RestRequest request(Instrument instrument, int depth) {
      if (broken) {
        throw new IllegalStateException("no such book");
      }
      return server.get("book", 1);
    }

    @Override
    public BookSnapshot read(Instrument instrument, int depth, byte[] body, long receiveTime) {
      readers.add(Thread.currentThread());
      String text = new String(body, UTF_8);
      if (text.equals("?")) {
        throw new MalformedAnswer("not a book: " + text);
      }
      return new BookSnapshot(
          instrument, depth, Long.parseLong(text), List.of(), List.of(), 0, receiveTime);
    }
  }

  private final class Told implements BookRecovery.Told {
    @Override
    public void answered(Instrument instrument, int depth, BookSnapshot snapshot) {
      heard.add("%s %d at %d".formatted(instrument.symbol(), depth, snapshot.sequence()));
    }

    @Override
    public void unavailable(Instrument instrument, int depth, String reason) {
      heard.add("%s %d %s".formatted(instrument.symbol(), depth, reason));
    }
  }
}

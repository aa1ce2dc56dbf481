package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.RestRequest;
import io.barline.feed.Rest.Reply;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions to a server on loopback, asked as REST is. */
@Timeout(60)
class InquiriesTest {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final AskedExchange exchange = new AskedExchange(server.getLocalPort());
  private final RestInterfaces interfaces =
      new RestInterfaces(PlainExchange.SETTINGS, Clock.systemUTC(), loops);
  private final Rest rest = interfaces.of(exchange, exchange.segments().getFirst());

  InquiriesTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    interfaces.close();
    server.close();
    threads.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** The other side of one connection. */
  private record Side(Socket socket, DataInputStream in, DataOutputStream out) {
    void send(String frame) throws IOException {
      byte[] bytes = frame.getBytes(UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    String read() throws IOException {
      return new String(in.readNBytes(in.readInt()), UTF_8);
    }
  }

  /** Takes the next connection until it is ready. */
  private Side accept() throws IOException {
    Socket socket = server.accept();
    Side side =
        new Side(
            socket,
            new DataInputStream(socket.getInputStream()),
            new DataOutputStream(socket.getOutputStream()));
    assertThat(side.in.readNBytes(4)).isEqualTo("ASK\0".getBytes(UTF_8));
    assertThat(side.read()).isEqualTo("v1");
    side.send("who");
    assertThat(side.read()).isEqualTo("me");
    side.send("welcome");
    return side;
  }

  private Future<Reply> ask(String question) {
    return threads.submit(() -> rest.ask(exchange.question(question)));
  }

  private static String answer(Future<Reply> reply) throws Exception {
    return switch (reply.get()) {
      case Reply.Answered(byte[] body) -> new String(body, UTF_8);
      case Reply.Failed failed -> failed.reason();
    };
  }

  @Test
  void questionsAreAnsweredOnOneConnection() throws Exception {
    Future<Reply> first = ask("first");
    Side side = accept();
    assertThat(side.read()).isEqualTo("ask 1 first");
    Future<Reply> second = ask("second");
    assertThat(side.read()).isEqualTo("ask 2 second");
    side.send("answer 2 two");
    assertThat(answer(second)).isEqualTo("two");
    side.send("answer 1 one");
    assertThat(answer(first)).isEqualTo("one");
    Future<byte[]> background =
        threads.submit(() -> rest.background().ask(exchange.question("background")));
    assertThat(side.read()).isEqualTo("ask 3 background");
    side.send("answer 3 three");
    assertThat(background.get()).isEqualTo("three".getBytes(UTF_8));
  }

  @Test
  void theLossOfTheConnectionFailsTheQuestionAndTheNextOneConnectsAnew() throws Exception {
    Future<Reply> lost = ask("lost");
    try (Socket socket = accept().socket) {
      assertThat(socket.isConnected()).isTrue();
    }
    assertThat(answer(lost)).startsWith("past lost: the connection was lost: ");
    Future<Reply> next = ask("next");
    Side side = accept();
    assertThat(side.read()).isEqualTo("ask 1 next");
    side.send("no 1 nothing");
    assertThat(answer(next)).isEqualTo("past next was rejected: 7 nothing");
  }

  @Test
  void whoIsInterruptedCancelsItsQuestion() throws Exception {
    Future<Reply> asked = ask("never");
    Side side = accept();
    assertThat(side.read()).isEqualTo("ask 1 never");
    asked.cancel(true);
    assertThat(side.read()).isEqualTo("drop 1");
  }

  @Test
  void whoWaitsIsInterruptedWhenTheGatewayStops() throws Exception {
    Future<Reply> asked = ask("never");
    Side side = accept();
    assertThat(side.read()).isEqualTo("ask 1 never");
    interfaces.close();
    assertThatThrownBy(asked::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> rest.ask(exchange.question("too late")))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void withoutLoopsNobodyTakesQuestions() throws Exception {
    try (RestInterfaces plain = new RestInterfaces(PlainExchange.SETTINGS, Clock.systemUTC())) {
      Reply reply =
          plain.of(exchange, exchange.segments().getFirst()).ask(exchange.question("how"));
      assertThat(((Reply.Failed) reply).reason())
          .isEqualTo("not asked: nobody takes the question past how");
      assertThat(((Reply.Failed) reply).asked()).isFalse();
    }
  }

  @Test
  void aQuestionNamesAConnectionThatThereIs() throws Exception {
    Reply reply = rest.ask(RestRequest.inquiry(PlainExchange.ROUTE, "how", 1));
    assertThat(((Reply.Failed) reply).reason())
        .isEqualTo("only how not asked: plain has no such connections");
  }
}

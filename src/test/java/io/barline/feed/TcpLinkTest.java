package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Access;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link to a server socket on loopback. */
@Timeout(60)
class TcpLinkTest implements Link.Listener {
  private static final int MAX = 100_000;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Lane lane = new Lane(loops.next(), Clock.systemUTC());
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private @Nullable ServerSocket server;
  private @Nullable Socket accepted;

  /** What is done on the lane when a frame arrives. */
  private volatile Consumer<String> onFrame = _ -> {};

  private volatile @Nullable Link link;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    requireNonNull(server).close();
    if (accepted != null) {
      accepted.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  public void opened() {
    told.add("opened");
  }

  @Override
  public void received(byte[] frame, int length) {
    String text = new String(frame, 0, length, UTF_8);
    told.add("< " + text);
    onFrame.accept(text);
  }

  @Override
  public void pinged() {
    told.add("pinged");
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    told.add("closed " + reason);
  }

  private int port() {
    return requireNonNull(server).getLocalPort();
  }

  private void open() {
    Access.Framed access =
        new Access.Framed(
            "127.0.0.1", port(), "API\0", "v1..é", "me", null, MAX, Duration.ofSeconds(9));
    loops
        .submit(() -> link = TcpLink.open(access, lane, this, PlainExchange.SETTINGS))
        .syncUninterruptibly();
  }

  /** Opens it, and reads what it says first. */
  private Socket connect() throws Exception {
    open();
    Socket socket = requireNonNull(server).accept();
    accepted = socket;
    socket.setTcpNoDelay(true);
    assertThat(socket.getInputStream().readNBytes(14))
        .isEqualTo("API\0\0\0\0\6v1..é".getBytes(UTF_8));
    assertThat(next()).isEqualTo("opened");
    return socket;
  }

  private void onLane(Consumer<Link> action) {
    loops.submit(() -> action.accept(requireNonNull(link))).syncUninterruptibly();
  }

  private String next() throws InterruptedException {
    return requireNonNull(told.poll(30, TimeUnit.SECONDS), "nothing was told");
  }

  private static byte[] frame(String payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] content = payload.getBytes(UTF_8);
    new DataOutputStream(bytes).writeInt(content.length);
    bytes.write(content);
    return bytes.toByteArray();
  }

  @Test
  void sendsTextWithItsLengthBeforeIt() throws Exception {
    Socket socket = connect();
    onLane(
        link -> {
          link.send("9\0naïve\0");
          link.send("");
        });
    assertThat(socket.getInputStream().readNBytes(17))
        .isEqualTo("\0\0\0\u00099\0naïve\0\0\0\0\0".getBytes(UTF_8));
  }

  @Test
  void readsFramesThatComeByteByByte() throws Exception {
    Socket socket = connect();
    for (String payload : new String[] {"a\0b\0", "", "last"}) {
      for (byte one : frame(payload)) {
        socket.getOutputStream().write(one);
        socket.getOutputStream().flush();
      }
      assertThat(next()).isEqualTo("< " + payload);
    }
  }

  @Test
  void readsManyFramesThatComeTogetherAndLongOnes() throws Exception {
    Socket socket = connect();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000; i++) {
      all.write(frame("frame " + i));
    }
    all.write(frame("x".repeat(MAX)));
    socket.getOutputStream().write(all.toByteArray());
    for (int i = 0; i < 1_000; i++) {
      assertThat(next()).isEqualTo("< frame " + i);
    }
    assertThat(next()).isEqualTo("< " + "x".repeat(MAX));
  }

  @Test
  void whatCameBeforeTheEndIsReadFirst() throws Exception {
    Socket socket = connect();
    socket.getOutputStream().write(frame("last"));
    socket.close();
    assertThat(next()).isEqualTo("< last");
    assertThat(next()).isEqualTo("closed closed by the other side");
    onLane(link -> link.close("too late"));
    onLane(link -> link.send("too late"));
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 6})
  void anEndInTheMiddleOfAFrameIsTold(int bytes) throws Exception {
    Socket socket = connect();
    socket.getOutputStream().write(frame("cut"), 0, bytes);
    socket.close();
    assertThat(next())
        .isEqualTo(
            "closed closed by the other side after "
                + (bytes < 4
                    ? bytes + " of 4 bytes of a frame's length"
                    : bytes - 4 + " of 3 bytes of a frame"));
  }

  @ParameterizedTest
  @ValueSource(ints = {MAX + 1, -1})
  void aLengthThatIsNotAcceptedEndsIt(int length) throws Exception {
    Socket socket = connect();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write(frame("good"));
    out.writeInt(length);
    out.write(frame("never read"));
    assertThat(next()).isEqualTo("< good");
    assertThat(next())
        .isEqualTo(
            "closed a frame of %d bytes was announced, and at most 100000 are accepted",
            Integer.toUnsignedLong(length));
    onLane(_ -> {});
    assertThat(told).isEmpty();
  }

  @Test
  void aConnectionThatIsResetIsToldOnce() throws Exception {
    Socket socket = connect();
    socket.setSoLinger(true, 0);
    socket.close();
    assertThat(next()).startsWith("closed ");
    onLane(link -> link.close("too late"));
    assertThat(told).isEmpty();
  }

  @Test
  void nothingIsDeliveredOnceItIsClosed() throws Exception {
    Socket socket = connect();
    onFrame = _ -> requireNonNull(link).close("enough");
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(frame("first"));
    both.write(frame("second"));
    socket.getOutputStream().write(both.toByteArray());
    assertThat(next()).isEqualTo("< first");
    assertThat(next()).isEqualTo("closed enough");
    assertThat(ends(socket)).isTrue();
    onLane(link -> link.close("again"));
    assertThat(told).isEmpty();
  }

  /** Whether the link's side of the connection has ended. */
  private static boolean ends(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException _) { // reset, since something was left unread
      return true;
    }
  }

  @Test
  void saysThatNothingListens() throws Exception {
    int port = port();
    requireNonNull(server).close();
    open();
    assertThat(next())
        .isEqualTo(
            "closed could not connect to 127.0.0.1:%d: the connection was refused, so nothing"
                + " listens there",
            port);
    onLane(link -> link.close("too late"));
    assertThat(told).isEmpty();
  }

  @Test
  void canBeClosedWhileItConnects() throws Exception {
    Access.Framed access =
        new Access.Framed("127.0.0.1", port(), "", "hello", null, null, MAX, Duration.ofSeconds(9));
    loops
        .submit(
            () -> {
              link = TcpLink.open(access, lane, this, PlainExchange.SETTINGS);
              requireNonNull(link).send("nothing");
              requireNonNull(link).close("changed my mind");
            })
        .syncUninterruptibly();
    assertThat(next()).isEqualTo("closed changed my mind");
    onLane(link -> link.close("again"));
    connect(); // another one, so that what the first did is over
    assertThat(told).isEmpty();
  }
}

package io.barline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server on loopback that breaks: the first connection is reset once so many bytes came
 * from the server, wherever in a message that is. Those after it go through whole.
 */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int port;
  private final int cutAfter;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  final AtomicInteger connections = new AtomicInteger();

  CuttingProxy(URI server, int cutAfter) throws IOException {
    this.port = server.getPort();
    this.cutAfter = cutAfter;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** The same place by way of this. */
  URI through(URI server) {
    return URI.create(server.toString().replace(":" + port, ":" + listening.getLocalPort()));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(client);
        open.add(server);
        int most = connections.incrementAndGet() == 1 ? cutAfter : Integer.MAX_VALUE;
        Thread.ofVirtual().start(() -> pass(client, server, Integer.MAX_VALUE));
        Thread.ofVirtual().start(() -> pass(server, client, most));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void pass(Socket from, Socket to, int most) {
    byte[] buffer = new byte[4_096];
    int left = most;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (left > 0) {
        int count = in.read(buffer, 0, Math.min(buffer.length, left));
        if (count < 0) {
          return;
        }
        out.write(buffer, 0, count);
        left -= count;
      }
    } catch (IOException broken) {
      // The other side sees it, as both are closed now.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket each : open) {
      each.close();
    }
  }
}

package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recording once: each frame to those who are subscribed to its stream. It starts when the
 * wanted streams are subscribed, and waits while a socket takes no more, so that nothing piles up.
 */
final class Replay {
  /** Most frames in one go, so that the event loop serves others between. */
  private static final int BATCH = 256;

  private static final long RETRY = UtcNanos.MILLISECOND;

  final Segment segment;
  private final Recording recording;
  private final int speed;
  private final StreamDirectory streams;
  private final Outbox outbox;
  private final EventLoop loop;
  private final Set<String> recorded;
  private final Set<String> awaited;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private boolean started;
  private long startedAt;
  private int next;

  /** {@code speed} is how many times faster than recorded, 0 as fast as possible. */
  Replay(
      Segment segment,
      Recording recording,
      int speed,
      Set<String> when,
      StreamDirectory streams,
      Outbox outbox,
      EventLoop loop) {
    this.segment = segment;
    this.recording = recording;
    this.speed = speed;
    this.streams = streams;
    this.outbox = outbox;
    this.loop = loop;
    this.recorded = recording.streams();
    recorded.forEach(streams::fed);
    this.awaited = new HashSet<>(when);
  }

  /** Completes when the last frame has been sent. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** The exchange's names of the recorded instruments. */
  Set<String> symbols() {
    Set<String> symbols = new TreeSet<>();
    for (String stream : recorded) {
      int at = stream.indexOf('@');
      if (at > 0) {
        symbols.add(stream.substring(0, at).toUpperCase(Locale.ROOT));
      }
    }
    recording.depths.forEach(depth -> symbols.add(depth.symbol()));
    return symbols;
  }

  /** Somebody has subscribed to {@code stream}. */
  void subscribed(String stream) {
    boolean last = awaited.isEmpty() ? recorded.contains(stream) : awaited.remove(stream);
    if (last && awaited.isEmpty()) {
      // The subscription is acknowledged first.
      loop.execute(this::start);
    }
  }

  void start() {
    if (!started) {
      started = true;
      startedAt = loop.ticker().nanoTime();
      play();
    }
  }

  private void play() {
    for (int sent = 0; next < recording.frames.size(); sent++) {
      Recording.Frame frame = recording.frames.get(next);
      MarketStream stream = streams.stream(frame.stream());
      long wait = untilDue(frame);
      if (wait > 0 || sent == BATCH || !stream.isWritable()) {
        outbox.flush();
        resume(wait > 0 ? wait : sent == BATCH ? 0 : RETRY);
        return;
      }
      byte[] payload = frame.payload().getBytes(StandardCharsets.UTF_8);
      stream.publish(payload, payload.length, false);
      stream.publish(payload, payload.length, true);
      // Streams send whole batches: the order between streams is kept by ending each here.
      stream.flush();
      next++;
    }
    outbox.flush();
    done.complete(null);
  }

  private void resume(long nanos) {
    if (loop.isShuttingDown()) {
      return;
    }
    if (nanos == 0) {
      loop.execute(this::play);
    } else {
      var _ = loop.schedule(this::play, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private long untilDue(Recording.Frame frame) {
    if (speed == 0) {
      return 0;
    }
    long offset = (frame.time() - recording.frames.getFirst().time()) / speed;
    return offset - (loop.ticker().nanoTime() - startedAt);
  }

  /**
   * The recorded answer to a depth request: the newest up to where the replay is, or the first one.
   */
  @Nullable String depth(String symbol) {
    long position = next == 0 ? Long.MIN_VALUE : recording.frames.get(next - 1).time();
    String answer = null;
    for (Recording.Depth depth : recording.depths) {
      if (depth.symbol().equals(symbol) && (answer == null || depth.time() <= position)) {
        answer = depth.body();
      }
    }
    return answer;
  }
}

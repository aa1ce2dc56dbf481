package io.barline.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream by its name, and who listens. What is published is framed once for each of the forms in
 * use (bare or combined, milliseconds or microseconds) and shared by all listeners of that form.
 */
final class MarketStream {
  /** Frames beyond this are handed on before the tick is over. */
  private static final int BATCH_BYTES = 1 << 16;

  private static final int FORMS = 4;
  private static final int COMBINED = 1;
  private static final int MICROSECONDS = 2;
  private static final byte[] NOTHING = {};
  private static final byte[] END = {'}'};

  final String name;
  private final Outbox outbox;
  private final FrameFaults faults;
  private final byte[] wrapper;
  private final List<List<BinanceSession>> listeners = new ArrayList<>();
  private final @Nullable ByteBuf[] pending = new ByteBuf[FORMS];
  private final int[] frames = new int[FORMS];
  private boolean dirty;

  MarketStream(String name, Outbox outbox, FrameFaults faults) {
    this.name = name;
    this.outbox = outbox;
    this.faults = faults;
    this.wrapper = new JsonBuffer().raw("{\"stream\":").string(name).raw(",\"data\":").toBytes();
    for (int form = 0; form < FORMS; form++) {
      listeners.add(new ArrayList<>());
    }
  }

  void add(BinanceSession session) {
    listeners.get(form(session.isCombined(), session.inMicros())).add(session);
  }

  void remove(BinanceSession session) {
    flush();
    listeners.forEach(list -> list.remove(session));
  }

  boolean isWanted() {
    return wants(false) || wants(true);
  }

  /** Whether somebody listens in that unit of time. */
  boolean wants(boolean micros) {
    return !listeners.get(form(false, micros)).isEmpty()
        || !listeners.get(form(true, micros)).isEmpty();
  }

  /** Whether everybody who listens can take more without waiting. */
  boolean isWritable() {
    for (List<BinanceSession> form : listeners) {
      for (BinanceSession session : form) {
        if (!session.isWritable()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Sends {@code body} with the next flush to those who listen in that unit of time. */
  void publish(JsonBuffer body, boolean micros) {
    publish(body.array(), body.length(), micros);
  }

  void publish(byte[] body, int length, boolean micros) {
    publish(form(false, micros), NOTHING, body, length, NOTHING);
    publish(form(true, micros), wrapper, body, length, END);
  }

  private void publish(int form, byte[] before, byte[] body, int length, byte[] after) {
    if (listeners.get(form).isEmpty()) {
      return;
    }
    ByteBuf batch = pending[form];
    if (batch == null) {
      batch = PooledByteBufAllocator.DEFAULT.directBuffer(512);
      pending[form] = batch;
      if (!dirty) {
        dirty = true;
        outbox.dirty(this);
      }
    }
    if (faults.isOn()) {
      byte[] spoilt = faults.spoil(frame(before, body, length, after));
      frameHeader(batch, spoilt.length);
      batch.writeBytes(spoilt);
    } else {
      frameHeader(batch, before.length + length + after.length);
      batch.writeBytes(before).writeBytes(body, 0, length).writeBytes(after);
    }
    frames[form]++;
    if (batch.readableBytes() > BATCH_BYTES) {
      flush(form);
    }
  }

  private static byte[] frame(byte[] before, byte[] body, int length, byte[] after) {
    byte[] frame = Arrays.copyOf(before, before.length + length + after.length);
    System.arraycopy(body, 0, frame, before.length, length);
    System.arraycopy(after, 0, frame, before.length + length, after.length);
    return frame;
  }

  /** The header of an unmasked, final text frame: RFC 6455, section 5.2. */
  private static void frameHeader(ByteBuf batch, int length) {
    batch.writeByte(0x81);
    if (length < 126) {
      batch.writeByte(length);
    } else if (length < 1 << 16) {
      batch.writeByte(126).writeShort(length);
    } else {
      batch.writeByte(127).writeLong(length);
    }
  }

  /** Hands what was published to the listeners. */
  void flush() {
    for (int form = 0; form < FORMS; form++) {
      flush(form);
    }
    dirty = false;
  }

  private void flush(int form) {
    ByteBuf batch = pending[form];
    if (batch == null) {
      return;
    }
    pending[form] = null;
    for (BinanceSession session : listeners.get(form)) {
      session.write(batch.retainedDuplicate(), frames[form]);
      outbox.written(session);
    }
    batch.release();
    frames[form] = 0;
  }

  private static int form(boolean combined, boolean micros) {
    return (combined ? COMBINED : 0) | (micros ? MICROSECONDS : 0);
  }
}

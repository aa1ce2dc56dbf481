package io.barline.exchange;

import io.barline.market.Instrument;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what {@link NativeSymbols} found, by the bytes of the names, so that a known name costs
 * no string. A name that is not found is asked for again each time: it may be subscribed later.
 *
 * <p>It holds no more names than are subscribed, and belongs to one decoder.
 */
public final class SymbolTable {
  /** Most bytes of an unknown name that are told. */
  private static final int LONGEST_SHOWN = 40;

  private final NativeSymbols symbols;
  private @Nullable Entry[] entries = new @Nullable Entry[64];
  private int size;
  private int version;

  public SymbolTable(NativeSymbols symbols) {
    this.symbols = symbols;
    this.version = symbols.version();
  }

  /** One that knows {@code instrument} alone, by the exchange's own name. */
  public static SymbolTable of(Instrument instrument) {
    return new SymbolTable(name -> name.equals(instrument.nativeSymbol()) ? instrument : null);
  }

  /**
   * Reads a name: the instrument with it.
   *
   * @throws MalformedFrame if none is subscribed
   */
  public Instrument readSubscribed(JsonCursor json) {
    json.readString();
    return subscribed(json.textBytes(), json.textFrom(), json.textTo());
  }

  /**
   * The instrument with that name in UTF-8.
   *
   * @throws MalformedFrame if none is subscribed
   */
  public Instrument subscribed(byte[] bytes, int from, int to) {
    Instrument instrument = find(bytes, from, to);
    if (instrument == null) {
      throw new MalformedFrame(
          "symbol " + Excerpt.of(bytes, from, to, LONGEST_SHOWN) + " was not subscribed");
    }
    return instrument;
  }

  /** The instrument with that name in UTF-8, or null where none is subscribed. */
  public @Nullable Instrument find(byte[] bytes, int from, int to) {
    if (version != symbols.version()) {
      version = symbols.version();
      Arrays.fill(entries, null);
      size = 0;
    }
    int hash = hash(bytes, from, to);
    int mask = entries.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      Entry entry = entries[slot];
      if (entry == null) {
        return ask(bytes, from, to, hash);
      }
      if (entry.hash == hash && Arrays.equals(bytes, from, to, entry.name, 0, entry.name.length)) {
        return entry.instrument;
      }
    }
  }

  private @Nullable Instrument ask(byte[] bytes, int from, int to, int hash) {
    Instrument instrument =
        symbols.find(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    if (instrument != null) {
      if (2 * size >= entries.length) {
        grow();
      }
      put(new Entry(Arrays.copyOfRange(bytes, from, to), hash, instrument));
      size++;
    }
    return instrument;
  }

  private void grow() {
    @Nullable Entry[] before = entries;
    entries = new @Nullable Entry[2 * before.length];
    for (Entry entry : before) {
      if (entry != null) {
        put(entry);
      }
    }
  }

  private void put(Entry entry) {
    int mask = entries.length - 1;
    int slot = entry.hash & mask;
    while (entries[slot] != null) {
      slot = (slot + 1) & mask;
    }
    entries[slot] = entry;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }

  private static final class Entry {
    final byte[] name;
    final int hash;
    final Instrument instrument;

    Entry(byte[] name, int hash, Instrument instrument) {
      this.name = name;
      this.hash = hash;
      this.instrument = instrument;
    }
  }
}

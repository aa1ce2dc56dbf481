package io.barline.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Instrument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
  private final Map<String, Instrument> subscribed = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private int version;
  private final SymbolTable table =
      new SymbolTable(
          new NativeSymbols() {
            @Override
            public @Nullable Instrument find(String nativeSymbol) {
              asked.add(nativeSymbol);
              return subscribed.get(nativeSymbol);
            }

            @Override
            public int version() {
              return version;
            }
          });

  private Instrument subscribe(String name) {
    Instrument instrument =
        new Instrument(
            "test",
            "spot",
            name,
            name,
            Instrument.Type.SPOT,
            name,
            "USD",
            null,
            null,
            null,
            null,
            true,
            false);
    subscribed.put(name, instrument);
    return instrument;
  }

  private @Nullable Instrument find(String name) {
    byte[] bytes = ("<" + name + ">").getBytes(StandardCharsets.UTF_8);
    return table.find(bytes, 1, bytes.length - 1);
  }

  @Test
  void asksOnceForEachName() {
    List<Instrument> instruments = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      instruments.add(subscribe("币" + i));
    }
    for (int round = 0; round < 3; round++) {
      for (Instrument instrument : instruments) {
        assertThat(find(instrument.nativeSymbol())).isSameAs(instrument);
      }
    }
    assertThat(asked).hasSize(1_000).doesNotHaveDuplicates();
  }

  @Test
  void findsANameThatIsSubscribedLater() {
    assertThat(find("BTCUSDT")).isNull();
    Instrument instrument = subscribe("BTCUSDT");
    assertThat(find("BTCUSDT")).isSameAs(instrument);
  }

  @Test
  void forgetsWhatChanged() {
    subscribe("BTCUSDT");
    find("BTCUSDT");
    Instrument refreshed = subscribe("BTCUSDT");
    version++;
    assertThat(find("BTCUSDT")).isSameAs(refreshed);
    subscribed.clear();
    version++;
    assertThat(find("BTCUSDT")).isNull();
  }
}

package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Keeps the bids of one order book by its messages, as the protocol tells a client to. */
final class BookClient {
  /** The sizes by price; null while the client has no book. */
  @Nullable Map<Integer, Integer> book;

  long bookSeq;
  long lagged;
  int snapshots;
  int deltas;

  /** Whether each hole in the numbers is to be told. */
  boolean countsAll = true;

  private long counted;
  private long allowed;

  /** Takes a message, and checks that it may follow on those before. */
  void read(String json) {
    JsonNode message = ProtocolSchema.checked(json);
    if (message.get("type").asString().equals("lag")) {
      allowed += message.get("missed").asLong();
      lagged += message.get("missed").asLong();
      return;
    }
    long seq = message.get("seq").asLong();
    if (!message.has("snapshot")) {
      // Who comes late begins to compare with the first message that is not a repetition.
      if (counted != 0 && countsAll) {
        assertThat(seq).isEqualTo(counted + allowed + 1);
      }
      counted = seq;
      allowed = 0;
    }
    if (message.get("type").asString().equals("book")) {
      readBook(message, seq);
    }
  }

  private void readBook(JsonNode message, long seq) {
    switch (message.get("kind").asString()) {
      case "snapshot" -> {
        snapshots++;
        book = new TreeMap<>();
        apply(message);
      }
      case "delta" -> {
        deltas++;
        assertThat(book).isNotNull();
        assertThat(message.get("prevSeq").asLong()).isEqualTo(bookSeq);
        apply(message);
      }
      default -> book = null;
    }
    bookSeq = seq;
  }

  private void apply(JsonNode message) {
    Map<Integer, Integer> levels = book == null ? new TreeMap<>() : book;
    for (JsonNode level : message.get("bids")) {
      int price = Integer.parseInt(level.get(0).asString());
      int size = Integer.parseInt(level.get(1).asString());
      if (size == 0) {
        levels.remove(price);
      } else {
        levels.put(price, size);
      }
    }
  }

  /** Begins another connection, where the last one was or anew. */
  void reconnected(boolean recovered) {
    counted = recovered ? bookSeq : 0;
    allowed = 0;
    if (!recovered) {
      book = null;
    }
  }

  /** Checks that every hole so far was both told and seen. */
  void assertExplained() {
    assertThat(allowed).isZero();
  }
}

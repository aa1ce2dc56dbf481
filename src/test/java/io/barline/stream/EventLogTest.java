package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.Entitlements;
import io.barline.access.Principal;
import io.barline.hub.Books;
import io.barline.hub.ReplaySettings;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.Cursor;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What the ids of an SSE client's events stand for. */
class EventLogTest {
  private static final Topic A = Market.trades("A");
  private static final Topic BOOK = new Topic("x", new Channel.Book(5), "A");
  private static final Encoder ENCODER = new Encoder(A, "ea", false);
  private static final Encoder BOOKS = new Encoder(BOOK, "eb", false);

  private final EventLog log = new EventLog("s-1");
  private final ByteBuf out = Unpooled.buffer();
  private long millis = 1_000_000;
  private final InstantSource source = () -> Instant.ofEpochMilli(millis);
  private final Clock clock = source.withZone(ZoneOffset.UTC);

  @Test
  void numbersWhatTakesTheClientFurther() {
    assertThat(id(ENCODER.snapshot(9, Market.live(A)))).isEmpty();
    assertThat(id(ENCODER.snapshot(7, Market.gap(A, "x")))).isEqualTo("id: s-1-1\n");
    assertThat(id(ENCODER.encode(10, Market.live(A)))).isEqualTo("id: s-1-2\n");
    assertThat(log.cursors(1)).containsExactly(Map.entry(A, new Cursor("ea", 9)));
    assertThat(log.cursors(2)).containsExactly(Map.entry(A, new Cursor("ea", 10)));
  }

  @Test
  void ofABookOnlyTheBookCounts() {
    assertThat(id(BOOKS.snapshot(9, Market.live(BOOK)))).isEmpty();
    assertThat(id(BOOKS.encode(10, Market.live(BOOK)))).isEmpty();
    assertThat(id(BOOKS.snapshot(8, Books.snapshot(1)))).isEqualTo("id: s-1-1\n");
    assertThat(id(BOOKS.encode(11, Market.live(BOOK)))).isEmpty();
    assertThat(log.cursors(1)).containsExactly(Map.entry(BOOK, new Cursor("eb", 8)));
  }

  @Test
  void knowsOnlyWhatItWrote() {
    id(ENCODER.encode(1, Market.live(A)));
    assertThat(log.cursors(0)).isEmpty();
    assertThat(log.cursors(2)).isEmpty();
    assertThat(log.cursors(Long.MAX_VALUE)).isEmpty();
    assertThat(log.cursors(-1)).isEmpty();
  }

  @Test
  void whereTheClientWentOnIsItsPlaceUntilSomethingComes() {
    log.resume(BOOK, new Cursor("eb", 5));
    id(ENCODER.encode(1, Market.live(A)));
    assertThat(log.cursors(1))
        .containsOnly(Map.entry(A, new Cursor("ea", 1)), Map.entry(BOOK, new Cursor("eb", 5)));
  }

  @Test
  void aLaterEpochCounts() {
    id(ENCODER.encode(100, Market.live(A)));
    id(new Encoder(A, "later", false).encode(1, Market.live(A)));
    assertThat(log.cursors(2)).containsExactly(Map.entry(A, new Cursor("later", 1)));
    for (int i = 2; i < 2 * EventLog.REMEMBERED; i++) {
      id(new Encoder(A, "later", false).encode(i, Market.live(A)));
    }
    long last = 2L * EventLog.REMEMBERED;
    assertThat(log.cursors(last - EventLog.REMEMBERED).get(A))
        .isEqualTo(new Cursor("later", last - EventLog.REMEMBERED - 1));
    assertThat(log.cursors(last - EventLog.REMEMBERED - 1)).isEmpty();
    assertThat(log.bytes()).isLessThan(32_768);
  }

  @Property(tries = 200)
  void knowsThePlaceAtEachEvent(
      @ForAll @Size(max = 60) List<@IntRange(max = 3) Integer> topics,
      @ForAll @IntRange(max = 4_000) int before) {
    EventLog tried = new EventLog("t");
    List<Encoder> encoders = new ArrayList<>();
    List<Topic> names = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      names.add(Market.trades("T" + i));
      encoders.add(new Encoder(names.get(i), "e" + i, false));
    }
    Map<Topic, Cursor> now = new HashMap<>();
    List<Map<Topic, Cursor>> then = new ArrayList<>();
    long seq = 0;
    for (int i = 0; i < before + topics.size(); i++) {
      int topic = i < before ? i % 2 : topics.get(i - before);
      seq++;
      tried.number(encoders.get(topic).encode(seq, Market.live(names.get(topic))), out);
      out.clear();
      now.put(names.get(topic), new Cursor("e" + topic, seq));
      if (i >= before) {
        then.add(Map.copyOf(now));
      }
    }
    for (int i = 0; i < then.size(); i++) {
      assertThat(tried.cursors(before + i + 1)).isEqualTo(then.get(i));
    }
  }

  @Test
  void sessionsAreKnownToTheirPrincipalAlone() {
    EventSessions sessions = sessions(10);
    EventLog written = connect(sessions, "a-b");
    assertThat(cursors(sessions, "a-b-1", Principal.LOCAL)).containsKey(A);
    sessions.ended("a-b");
    assertThat(cursors(sessions, "a-b-1", Principal.LOCAL)).containsKey(A);
    assertThat(cursors(sessions, "a-b-1", new Principal("other", Entitlements.ALL))).isEmpty();
    for (String bad :
        List.of(
            "",
            "-",
            "a-b",
            "a-b-",
            "a-b-x",
            "a-b-2",
            "a-b-0",
            "-1",
            "b-1",
            "a-b-１",
            "a-b-99999999999999999999",
            "a-b--1",
            "x".repeat(100_000))) {
      assertThat(cursors(sessions, bad, Principal.LOCAL)).as(bad).isEmpty();
    }
    assertThat(written.cursors(1)).isNotEmpty();
  }

  @Test
  void endedSessionsAreBoundedByNumberMemoryAndAge() {
    EventSessions few = sessions(2);
    for (String id : List.of("a", "b", "c")) {
      connect(few, id);
      few.ended(id);
      few.ended(id);
    }
    assertThat(cursors(few, "a-1", Principal.LOCAL)).isEmpty();
    assertThat(cursors(few, "b-1", Principal.LOCAL)).isNotEmpty();
    assertThat(cursors(few, "c-1", Principal.LOCAL)).isNotEmpty();
    millis += 120_001;
    assertThat(cursors(few, "c-1", Principal.LOCAL)).isEmpty();
    assertThat(few.remembered()).isZero();

    EventSessions many = sessions(1_000);
    for (int i = 0; i < 100; i++) {
      connect(many, "s" + i);
      many.ended("s" + i);
    }
    assertThat(many.remembered()).isBetween(5, 20);
    assertThat(cursors(many, "s99-1", Principal.LOCAL)).isNotEmpty();
  }

  private EventSessions sessions(int most) {
    return new EventSessions(
        new ReplaySettings(
            Duration.ofMinutes(2), 1, DataSize.ofMegabytes(1), most, DataSize.ofKilobytes(10)),
        clock);
  }

  private EventLog connect(EventSessions sessions, String id) {
    EventLog events = new EventLog(id);
    sessions.connected(id, Principal.LOCAL, Runnable::run, events);
    events.number(ENCODER.encode(1, Market.live(A)), out);
    out.clear();
    return events;
  }

  private static Map<Topic, Cursor> cursors(EventSessions sessions, String id, Principal who) {
    return sessions.cursors(id, who).join();
  }

  private String id(Encoded message) {
    log.number(message, out);
    String written = out.toString(UTF_8);
    out.clear();
    return written;
  }
}

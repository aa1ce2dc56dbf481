package io.barline.simulator.ibkr;

import static io.barline.simulator.ibkr.IbkrClient.AAPL;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.Fault;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections: their beginning, their pace, and how they end. */
class IbkrSessionTest {
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);

  private final TestClock clock = new TestClock();
  private final IbkrSimulator tws = IbkrSimulator.start(MANUAL, clock);

  @AfterEach
  void close() {
    tws.close();
  }

  private IbkrClient client() {
    return IbkrClient.ready(tws, 1);
  }

  @ParameterizedTest
  @CsvSource({"v157..193,178", "v157..160,160", "v176,176", "v100..178 +PACEAPI,178"})
  void agreesOnTheLowerOfTheNewestVersions(String offered, String agreed) {
    try (IbkrClient client = new IbkrClient(tws)) {
      client.hello(offered);
      assertThat(client.next()).containsExactly(agreed, "20261122 14:20:00 Greenwich Mean Time");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v179..193", "v100..156", "hello"})
  void closesWhereNoVersionIsInCommon(String offered) {
    try (IbkrClient client = new IbkrClient(tws)) {
      client.hello(offered);
      assertThat(client.bytesUntilEnd()).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void readsWhatComesByteByByteOrAllAtOnce() {
    byte[] hello = {'A', 'P', 'I', 0, 0, 0, 0, 9, 'v', '1', '5', '7', '.', '.', '1', '7', '8'};
    byte[] start = Frame.framed(Frame.of(71, 2, 5, ""));
    try (IbkrClient slow = new IbkrClient(tws);
        IbkrClient quick = new IbkrClient(tws)) {
      for (byte single : hello) {
        slow.write(new byte[] {single});
      }
      assertThat(slow.next().getFirst()).isEqualTo("178");
      byte[] all = new byte[hello.length + start.length];
      System.arraycopy(hello, 0, all, 0, hello.length);
      System.arraycopy(start, 0, all, hello.length, start.length);
      quick.write(all);
      assertThat(quick.next().getFirst()).isEqualTo("178");
      assertThat(quick.next()).containsExactly("15", "1", "DU1234567");
      assertThat(tws.clientIds()).containsExactly(5);
    }
  }

  @Test
  void aClientIdIsForOne() {
    try (IbkrClient first = client();
        IbkrClient second = new IbkrClient(tws)) {
      second.hello("v157..178");
      second.next();
      assertThat(second.refused(71, 2, 1, "")).isEqualTo(326);
      assertThat(second.bytesUntilEnd()).isZero();
      assertThat(tws.refusedClientIds()).containsExactly(1);
      first.expectNothing();
    }
  }

  @Test
  void theThirdTimeOfTooManyMessagesIsTheLast() {
    try (IbkrClient client = client()) {
      for (int i = 0; i < 60; i++) {
        client.request(49, 1);
      }
      for (int i = 0; i < 49; i++) {
        assertThat(client.next().getFirst()).isEqualTo("49");
      }
      assertThat(client.error()).isEqualTo(100);
      for (int i = 0; i < 10; i++) {
        assertThat(client.next().getFirst()).isEqualTo("49");
      }
      clock.advance(Duration.ofSeconds(1));
      for (int i = 0; i < 102; i++) {
        client.request(49, 1);
      }
      client.bytesUntilEnd();
      assertThat(tws.pacingViolations()).isEqualTo(3);
      assertThat(tws.counts().closedForMessages()).isEqualTo(1);
      assertThat(tws.mostMessagesPerSecond()).isGreaterThan(50);
    }
  }

  @Test
  void tellsTheTimeUnlessItIsSilent() {
    tws.setManagedAccounts("DU1,DU2");
    try (IbkrClient client = client()) {
      client.request(49, 1);
      assertThat(client.next())
          .containsExactly("49", "1", Long.toString(TestClock.START.getEpochSecond()));
      tws.setCurrentTimeSilent(true);
      client.request(49, 1);
      client.request(17, 1);
      assertThat(client.next()).containsExactly("15", "1", "DU1,DU2");
      assertThat(tws.requests(RequestKind.CURRENT_TIME)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"157,5", "166,6", "193,6"})
  void errorsHaveTheLayoutOfTheirVersion(int version, int fields) {
    tws.setServerVersion(version);
    try (IbkrClient client = client()) {
      client.request(12_345, 1);
      assertThat(client.next()).hasSize(fields).startsWith("4", "2", "-1", "505");
    }
  }

  @Test
  void newVersionsTellWhenAnErrorWas() {
    tws.setServerVersion(194);
    try (IbkrClient client = new IbkrClient(tws)) {
      client.hello("v157..200");
      client.next();
      client.request(71, 2, 1, "");
      assertThat(client.next(4))
          .hasSize(6)
          .startsWith("4", "-1", "2104", "Market data farm connection is OK:usfarm", "")
          .endsWith(Long.toString(TestClock.START.toEpochMilli()));
    }
  }

  @Test
  void tellsOfFarmsAndNotices() {
    try (IbkrClient client = client()) {
      tws.farm(2103, "usfuture");
      assertThat(client.next())
          .containsExactly(
              "4", "2", "-1", "2103", "Market data farm connection is broken:usfuture", "");
      tws.notice(2110, "Verbindung gestört");
      assertThat(client.next().get(4)).isEqualTo("Verbindung gest\\u00f6rt");
    }
  }

  @Test
  void aRestartRefusesForATime() {
    try (IbkrClient client = client()) {
      tws.restart(Duration.ofMinutes(1));
      assertThat(client.bytesUntilEnd()).isZero();
      try (IbkrClient refused = new IbkrClient(tws)) {
        assertThat(refused.bytesUntilEnd()).isEqualTo(-1);
      }
      clock.advance(Duration.ofMinutes(1));
      client().close();
    }
  }

  @Test
  void endsInWays() {
    try (IbkrClient client = client()) {
      tws.portReset();
      assertThat(client.error()).isEqualTo(1300);
      assertThat(client.bytesUntilEnd()).isZero();
    }
    try (IbkrClient client = IbkrClient.ready(tws, 2)) {
      tws.endInsideFrame();
      assertThat(client.bytesUntilEnd()).isGreaterThan(4);
    }
    try (IbkrClient client = IbkrClient.ready(tws, 3)) {
      tws.dropAll();
      assertThat(client.bytesUntilEnd()).isEqualTo(-1);
    }
    try (IbkrClient client = IbkrClient.ready(tws, 4)) {
      tws.sendRaw(new byte[] {0, 0, 0, 2, 'x', 0});
      tws.send(Frame.of("y"));
      assertThat(client.next()).containsExactly("x");
      assertThat(client.next()).containsExactly("y");
      tws.oversizedLength();
      tws.negativeLength();
      tws.closeAll(0, "");
      assertThat(client.bytesUntilEnd()).isEqualTo(8);
    }
  }

  @Test
  void writesInPieces() {
    try (IbkrClient client = client()) {
      tws.slowBytes(true);
      client.expectNothing();
      tws.mergeFrames(true);
      client.expectNothing();
      client.request(1, 11, 1, AAPL, 0, "", 0, 0, "");
      assertThat(client.next().getFirst()).isEqualTo("81");
      tws.mergeFrames(false);
      assertThat(client.next(45).get(2)).isEqualTo("1");
    }
  }

  @Test
  void faultsAreThoseOfAnyExchange() {
    try (IbkrClient client = client()) {
      tws.begin(new Fault.Reject("AAPL"));
      assertThat(client.refused(1, 11, 1, AAPL, 0, "", 0, 0, "")).isEqualTo(200);
      tws.heal();
      tws.begin(new Fault.AckOnly());
      client.request(97, 2, AAPL, "Last", 0, 0);
      client.expectNothing();
      tws.heal();
      tws.market("AAPL").trade("250", "1", Side.BUY, clock.instant());
      client.expectNothing();
      client.request(98, 2);
      clock.advance(Duration.ofSeconds(15));
      client.request(97, 3, AAPL, "Last", 0, 0);
      tws.mute(true);
      tws.market("AAPL").trade("251", "1", Side.BUY, clock.instant());
      client.expectNothing();
      tws.mute(false);
      tws.begin(new Fault.Duplicate());
      tws.market("AAPL").trade("252", "1", Side.BUY, clock.instant());
      assertThat(client.next()).contains("252");
      assertThat(client.next()).contains("252");
      tws.begin(new Fault.Lifetime(Duration.ofSeconds(10)));
      tws.settle();
      client.bytesUntilEnd();
    }
    tws.heal();
    tws.begin(new Fault.HalfOpen());
    try (IbkrClient client = new IbkrClient(tws)) {
      while (tws.counts().open() == 0) {
        Thread.onSpinWait();
      }
      tws.heal();
      client.hello("v157..178");
      try (IbkrClient other = IbkrClient.ready(tws, 9)) {
        other.expectNothing();
      }
      assertThat(tws.clientIds()).doesNotContain(1);
    }
    tws.refuse(true);
    try (IbkrClient client = new IbkrClient(tws)) {
      assertThat(client.bytesUntilEnd()).isEqualTo(-1);
    }
  }

  @Test
  void slowClientsAreCutOff() {
    tws.close();
    try (IbkrSimulator small = IbkrSimulator.start(MANUAL.withSendBufferBytes(2_000), clock);
        IbkrClient client = IbkrClient.ready(small, 1)) {
      small.begin(new Fault.Slow(Duration.ofMinutes(1)));
      for (int i = 0; i < 20; i++) {
        client.request(20, i, AAPL, 0, "20261122-14:00:00", "1 min", "1 D", 0, "TRADES", 2, 0, "");
      }
      assertThat(client.bytesUntilEnd()).isLessThanOrEqualTo(0);
      assertThat(small.counts().closedForSlowness()).isPositive();
    }
  }
}

package io.barline.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.barline.bridge.BridgeReport.State;
import io.barline.exchange.Bridge;
import io.barline.feed.LoggedLines;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A bridge's program is run, watched, and run again, by programs that misbehave. */
@Timeout(120)
class ProcessBridgeTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> listed = new CopyOnWriteArrayList<>();
  private final FakeProgram fake;
  private @Nullable ProcessBridge bridge;

  ProcessBridgeTest(@TempDir Path directory) {
    this.fake = new FakeProgram(directory);
  }

  private static Pace pace(Duration start, Duration pause, Duration grace) {
    return new Pace(start, pause, pause.multipliedBy(2), LONG, SHORT, 3, grace);
  }

  private ProcessBridge run(Program program, Pace pace) {
    ProcessBridge made =
        new ProcessBridge(program, "token", this::list, Clock.systemUTC(), new Random(1), pace);
    bridge = made;
    made.start();
    return made;
  }

  private ProcessBridge run(Program program) {
    return run(program, pace(LONG, SHORT, LONG));
  }

  private void list(Bridge from, byte[] body) {
    assertThat(from).isSameAs(bridge);
    listed.add(new String(body, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    if (bridge != null) {
      bridge.close();
      ProcessBridge closed = bridge;
      until(() -> !fake.isRunning());
      assertThat(closed.address()).isNull();
      assertThat(closed.report().state()).isEqualTo(State.IDLE);
    }
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(LONG).until(condition);
  }

  /** Once it has an address. */
  private static URI address(ProcessBridge of) {
    until(() -> of.address() != null);
    return Objects.requireNonNull(of.address());
  }

  private static void untilRunning(ProcessBridge of) {
    address(of);
    until(() -> of.report().state() == State.RUNNING);
  }

  @Test
  void isStartedWhenItsAddressIsFirstAskedFor() {
    ProcessBridge idle = run(fake.that());
    assertThat(idle.report())
        .isEqualTo(new BridgeReport("fake", State.IDLE, null, 0, null, 0, Map.of()));
    assertThat(fake.pids()).isEmpty();
    assertThat(idle.address()).isNull();
    assertThat(idle.trouble()).isEqualTo("the bridge fake is being started");
    assertThat(idle.headers()).containsEntry("Authorization", "Bearer token");
    untilRunning(idle);
    assertThat(fake.pids()).hasSize(1);
    assertThat(listed).containsExactly("the list of " + fake.pids().getFirst());
    BridgeReport report = idle.report();
    assertThat(report.address()).isEqualTo(String.valueOf(idle.address()));
    assertThat(report.figures()).containsEntry("ccxt", "4");
    assertThat(report.restarts()).isZero();
    assertThat(report.lastError()).isNull();
  }

  @Test
  void linesBesideItsPortAreLeftAlone() {
    URI address = address(run(fake.that()));
    assertThat(address.getPort()).isGreaterThan(1);
    assertThat(address.getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void isStartedAgainWithAnotherAddressAfterItWasKilled() {
    ProcessBridge killed = run(fake.that());
    untilRunning(killed);
    long first = fake.pids().getFirst();
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    until(() -> fake.pids().size() == 2 && killed.report().state() == State.RUNNING);
    assertThat(killed.report().restarts()).isEqualTo(1);
    assertThat(killed.report().lastError()).contains("it was killed by signal 9");
    assertThat(FakeProgram.isAlive(first)).isFalse();
    assertThat(listed).containsExactly("the list of " + first, "the list of " + fake.pids().get(1));
    assertThat(killed.report().nextStart()).isZero();
  }

  @Test
  void waitsLongerEachTimeWhileItDoesNotLast() {
    try (LoggedLines log = LoggedLines.of(ProcessBridge.class.getName())) {
      ProcessBridge failing = run(fake.that("fails"), pace(LONG, Duration.ofMillis(200), LONG));
      assertThat(failing.address()).isNull();
      until(() -> failing.report().restarts() == 3);
      assertThat(failing.report().lastError()).isEqualTo("it ended with 3: no such port");
      assertThat(failing.trouble()).endsWith("it ended with 3: no such port");
      List<Long> delays =
          log.lines().stream()
              .filter(line -> line.contains("state=away"))
              .map(line -> line.replaceFirst(".*delay_ms=([0-9]+).*", "$1"))
              .map(Long::valueOf)
              .toList();
      assertThat(delays.get(0)).isBetween(160L, 240L);
      assertThat(delays.get(1)).isBetween(320L, 480L);
      assertThat(delays.get(2)).isBetween(320L, 480L);
    }
  }

  @Test
  void tellsWhenItIsStartedAgain() {
    ProcessBridge failing = run(fake.that("fails"), pace(LONG, LONG, LONG));
    assertThat(failing.address()).isNull();
    until(() -> failing.report().state() == State.AWAY);
    until(() -> failing.report().nextStart() > 0);
    assertThat(failing.trouble()).startsWith("the bridge fake is not running");
  }

  @Test
  void oneThatCanNotBeStartedSaysWhy() {
    Program none = new Program("none", List.of("/no/such/program"), Path.of("."), Map.of());
    ProcessBridge missing = run(none, pace(LONG, LONG, LONG));
    assertThat(missing.address()).isNull();
    until(() -> missing.report().state() == State.AWAY);
    assertThat(missing.report().lastError()).startsWith("it could not be started");
  }

  @Test
  void oneThatIsNotReadyInTimeIsKilled() {
    ProcessBridge mute = run(fake.that("mute"), pace(Duration.ofSeconds(3), SHORT, SHORT));
    assertThat(mute.address()).isNull();
    until(() -> fake.pids().size() == 2);
    assertThat(FakeProgram.isAlive(fake.pids().getFirst())).isFalse();
    assertThat(mute.report().lastError()).contains("it was killed by signal 9");
  }

  @Test
  void oneThatIsUnwellForLongIsKilled() {
    ProcessBridge sick = run(fake.that("sick"));
    address(sick);
    until(() -> fake.pids().size() == 2);
    until(() -> !FakeProgram.isAlive(fake.pids().getFirst()));
    assertThat(sick.report().restarts()).isPositive();
  }

  @Test
  void oneThatEndsByItselfIsStartedAgain() {
    ProcessBridge brief = run(fake.that("brief"));
    assertThat(brief.address()).isNull();
    until(() -> fake.pids().size() == 2);
    assertThat(brief.report().lastError()).contains("it ended with 4");
  }

  @Test
  void oneThatDoesNotEndWithItsInputIsKilled() {
    ProcessBridge stubborn = run(fake.that("stubborn"), pace(LONG, SHORT, SHORT));
    untilRunning(stubborn);
    stubborn.close();
    until(() -> !fake.isRunning());
  }

  @Test
  void oneThatIsClosedWhileItStartsIsNotLeftBehind() {
    ProcessBridge closed = run(fake.that("mute"), pace(LONG, SHORT, SHORT));
    assertThat(closed.address()).isNull();
    until(() -> fake.pids().size() == 1);
    closed.close();
    until(() -> !fake.isRunning());
    assertThat(closed.address()).isNull();
    assertThat(fake.pids()).hasSize(1);
  }

  @Test
  void whatItComplainsOfIsLogged() {
    Logger logger = (Logger) LoggerFactory.getLogger(Complaints.class);
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    try (LoggedLines log = LoggedLines.of(logger.getName())) {
      address(run(fake.that()));
      until(() -> log.lines().contains("bridge=fake says=\"listens well\""));
    } finally {
      logger.setLevel(before);
    }
  }

  @Test
  void itsEnvironmentIsNotTold() {
    assertThat(new Program("fake", List.of("node"), Path.of("."), Map.of("TOKEN", "my-token")))
        .hasToString("fake [node]");
  }
}

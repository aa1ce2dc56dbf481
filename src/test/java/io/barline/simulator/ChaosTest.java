package io.barline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.SimulatorSettings.ChaosPace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChaosTest {
  private static final ChaosPace PACE = ChaosPace.DEFAULTS;

  private static List<ChaosScript.Step> steps(String exchange, long seed) {
    var pace = new ChaosPace(true, seed, PACE.every(), PACE.length());
    var script = new ChaosScript(exchange, pace, fault -> true);
    return Stream.generate(script::next).limit(500).toList();
  }

  @Test
  void theSameSeedMakesTheSameScript() {
    assertThat(steps("bybit", 1)).isEqualTo(steps("bybit", 1));
    assertThat(steps("bybit", 1)).isNotEqualTo(steps("bybit", 2));
    assertThat(steps("bybit", 1)).isNotEqualTo(steps("binance", 1));
  }

  @Test
  void everyKindComesAndNoneIsAloneWhereItWouldMeetNobody() {
    Set<Class<?>> kinds = new HashSet<>();
    for (ChaosScript.Step step : steps("alpaca", 7)) {
      assertThat(step.pause()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(30));
      assertThat(step.length()).isBetween(Duration.ofMillis(2_500), Duration.ofMillis(7_500));
      assertThat(step.faults()).isNotEmpty();
      assertThat(step.faults()).extracting(Object::getClass).doesNotHaveDuplicates();
      step.faults().forEach(fault -> kinds.add(fault.getClass()));
      if (step.faults().contains(new Fault.HalfOpen())) {
        assertThat(step.faults()).contains(new Fault.Drop());
      }
    }
    Set<Class<?>> all = new HashSet<>(List.of(Fault.class.getPermittedSubclasses()));
    all.addAll(List.of(Fault.Once.class.getPermittedSubclasses()));
    all.removeAll(List.of(Fault.Once.class, Fault.Reject.class));
    assertThat(kinds).isEqualTo(all);
  }

  @Test
  void onlyWantedFaultsCome() {
    var script = new ChaosScript("bybit", PACE, fault -> !(fault instanceof Fault.Once));
    Stream.generate(script::next)
        .limit(200)
        .forEach(step -> assertThat(step.faults()).noneMatch(Fault.Once.class::isInstance));
  }

  /** Tells what is done to it. */
  private static final class Recorder implements Faulty {
    final BlockingQueue<Object> began = new LinkedBlockingQueue<>();
    final List<Object> ended = new ArrayList<>();
    volatile boolean healed;

    @Override
    public void begin(Fault fault) {
      began.add(fault);
    }

    @Override
    public synchronized void end(Fault fault) {
      ended.add(fault);
    }

    @Override
    public void heal() {
      healed = true;
    }
  }

  @Test
  void followsTheScriptAndHealsInTheEnd() throws Exception {
    var pace = new ChaosPace(true, 3, Duration.ofMillis(1), Duration.ofMillis(1));
    var recorder = new Recorder();
    List<Fault> script = new ArrayList<>();
    var expected = new ChaosScript("bybit", pace, fault -> true);
    int over = 0;
    while (script.size() < 20) {
      over = script.size();
      script.addAll(expected.next().faults());
    }
    try (var chaos = Chaos.start(Map.of("bybit", recorder), pace)) {
      for (Fault fault : script) {
        assertThat(recorder.began.poll(10, TimeUnit.SECONDS)).isEqualTo(fault);
      }
      assertThat(recorder.healed).isFalse();
      chaos.stop();
      assertThat(recorder.healed).isTrue();
    }
    recorder.began.clear();
    assertThat(recorder.ended).containsAll(script.subList(0, over));
  }
}

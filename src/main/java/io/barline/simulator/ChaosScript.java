package io.barline.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Draws faults for one exchange, one step after the other; the same seed draws the same. */
final class ChaosScript {
  private static final int[] CLOSE_CODES = {1000, 1001, 1008, 1011, 1012, 1013};
  private static final int[] REFUSALS = {418, 429, 503};

  /** More than a client of the default settings takes in one frame. */
  private static final int TOO_LARGE = 9 << 20;

  /** After {@code pause}, {@code faults} are in force for {@code length}. */
  record Step(Duration pause, List<Fault> faults, Duration length) {}

  private static final int KINDS = 22;

  private final SplittableRandom random;
  private final SimulatorSettings.ChaosPace pace;
  private final Predicate<Fault> wanted;

  /** Kinds that are still to come. */
  private final List<Integer> deck = new ArrayList<>();

  ChaosScript(String exchange, SimulatorSettings.ChaosPace pace, Predicate<Fault> wanted) {
    this.random = new SplittableRandom(pace.seed() ^ exchange.hashCode() * 0x9E3779B97F4A7C15L);
    this.pace = pace;
    this.wanted = wanted;
  }

  Step next() {
    Duration pause = about(pace.every());
    Duration length = about(pace.length());
    List<Fault> faults = new ArrayList<>(draw(length));
    if (random.nextBoolean()) {
      draw(length).stream()
          .filter(fault -> faults.stream().noneMatch(one -> one.getClass() == fault.getClass()))
          .forEach(faults::add);
    }
    return new Step(pause, faults, length);
  }

  /** From half of {@code average} to one and a half. */
  private Duration about(Duration average) {
    long half = average.toNanos() / 2;
    return Duration.ofNanos(half + random.nextLong(2 * half + 1));
  }

  /** Draws again until something comes that is wanted. */
  private List<Fault> draw(Duration length) {
    while (true) {
      List<Fault> drawn = any(length).stream().filter(wanted).toList();
      if (!drawn.isEmpty()) {
        return drawn;
      }
    }
  }

  /** Each kind comes once before one comes again. */
  private int kind() {
    if (deck.isEmpty()) {
      for (int kind = 0; kind < KINDS; kind++) {
        deck.add(random.nextInt(deck.size() + 1), kind);
      }
    }
    return deck.removeLast();
  }

  /** What only new connections meet comes with the loss of the old ones. */
  private List<Fault> any(Duration length) {
    Fault drop = new Fault.Drop();
    return switch (kind()) {
      case 0 -> List.of(drop);
      case 1 -> List.of(new Fault.Close(one(CLOSE_CODES), "Going away"));
      case 2 -> List.of(new Fault.Refuse(), drop);
      case 3 -> List.of(new Fault.HalfOpen(), drop);
      case 4 -> List.of(new Fault.Mute());
      case 5 -> List.of(new Fault.Slow(Duration.ofMillis(random.nextInt(50, 1_000))));
      case 6 -> List.of(new Fault.Duplicate());
      case 7 -> List.of(new Fault.Reorder());
      case 8 -> List.of(new Fault.Lose(random.nextInt(2, 20)));
      case 9 -> List.of(new Fault.SkipIds(random.nextInt(1, 6)));
      case 10 -> List.of(new Fault.Corrupt());
      case 11 -> List.of(new Fault.Truncate());
      case 12 -> List.of(new Fault.Oversize(TOO_LARGE));
      case 13 -> List.of(new Fault.WrongSymbol());
      case 14 -> List.of(new Fault.NegativePrice());
      case 15 -> List.of(new Fault.Spike(random.nextBoolean() ? "3" : "0.3"));
      case 16 -> List.of(new Fault.Rest(one(REFUSALS), retryAfter()));
      case 17 -> List.of(new Fault.Handshake(one(REFUSALS), retryAfter()), drop);
      case 18 -> List.of(new Fault.AckOnly(), drop);
      case 19 -> List.of(new Fault.Skew(Duration.ofMillis(random.nextInt(-2_000, 2_000))));
      case 20 -> List.of(new Fault.Lifetime(length.dividedBy(2)));
      default -> List.of(new Fault.Burst(10));
    };
  }

  private int one(int[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private Duration retryAfter() {
    return Duration.ofSeconds(random.nextInt(1, 4));
  }
}

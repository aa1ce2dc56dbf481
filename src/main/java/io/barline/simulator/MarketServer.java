package io.barline.simulator;

import java.util.function.Supplier;

/** What runs a simulated exchange's markets on one thread, whatever its clients speak. */
public interface MarketServer extends AutoCloseable, Faulty {
  /** Lets every market trade {@code perSecond} times a second from now on; 0 for never. */
  void setTradeRate(int perSecond);

  /** Lets everything happen that is due at the clock's time, without waiting for the next tick. */
  void settle();

  /** Ends whichever fault of that kind is in force. */
  void end(Class<? extends Fault> kind);

  /** What it has seen; of limits, those that the protocol knows. */
  SimulatorCounts counts();

  /** {@code market} in a test's hands. */
  MarketControl control(SyntheticMarket market);

  /** Runs {@code action} on the exchange's thread, sends what it published, and waits for it. */
  <T> T onLoop(Supplier<T> action);

  /** Runs {@code action} on the exchange's thread and waits for it. */
  default void run(Runnable action) {
    onLoop(
        () -> {
          action.run();
          return true;
        });
  }

  /** Closes all connections and the port, and ends the thread; a second call does nothing. */
  @Override
  void close();
}

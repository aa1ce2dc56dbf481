package io.barline.simulator;

/**
 * A simulated exchange that fails on request, from any thread. Each call has taken effect when it
 * returns.
 */
public interface Faulty {
  /**
   * Begins a fault, or lets one happen that happens once. Of each kind one is in force, the one
   * begun last, but {@link Fault.Reject} is for any number of symbols.
   */
  void begin(Fault fault);

  /**
   * Ends an equal fault that was begun; without one, and for those that happen once, does nothing.
   */
  void end(Fault fault);

  /** Ends all faults. */
  void heal();
}

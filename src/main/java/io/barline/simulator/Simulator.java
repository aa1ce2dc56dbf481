package io.barline.simulator;

/** What can be done to a simulated exchange, whichever it is. */
public abstract class Simulator implements AutoCloseable {
  protected abstract SimulatorServer server();

  /** Lets every market trade {@code perSecond} times a second from now on; 0 for never. */
  public void setTradeRate(int perSecond) {
    server().setTradeRate(perSecond);
  }

  /** Lets everything happen that is due at the clock's time, without waiting for the next tick. */
  public void settle() {
    server().settle();
  }

  /** Cuts all connections without a close frame. */
  public void dropAll() {
    server().dropAll();
  }

  /** Closes all connections with a close frame. */
  public void closeAll(int code, String reason) {
    server().closeAll(code, reason);
  }

  /** Whether data is withheld, and lost; replies and pings go on. */
  public void mute(boolean muted) {
    server().mute(muted);
  }

  /** Whether new connections and REST requests are answered 503. */
  public void refuse(boolean refused) {
    server().refuse(refused);
  }

  /**
   * Answers REST requests with {@code status} and a body as the exchange sends it; 0 to serve them
   * again.
   */
  public void refuseRest(int status) {
    server().refuseRest(status);
  }

  public SimulatorCounts counts() {
    return server().counts();
  }

  /** Closes all connections and the port, and ends the thread; a second call does nothing. */
  @Override
  public void close() {
    server().close();
  }
}

package io.barline.simulator;

import java.time.Duration;

/** What can be done to a simulated exchange, whichever it is. */
public abstract class Simulator implements AutoCloseable, Faulty {
  protected abstract MarketServer server();

  /** Lets every market trade {@code perSecond} times a second from now on; 0 for never. */
  public void setTradeRate(int perSecond) {
    server().setTradeRate(perSecond);
  }

  /** Lets everything happen that is due at the clock's time, without waiting for the next tick. */
  public void settle() {
    server().settle();
  }

  @Override
  public void begin(Fault fault) {
    server().begin(fault);
  }

  @Override
  public void end(Fault fault) {
    server().end(fault);
  }

  @Override
  public void heal() {
    server().heal();
  }

  /** Cuts all connections without a close frame. */
  public void dropAll() {
    begin(new Fault.Drop());
  }

  /** Closes all connections with a close frame. */
  public void closeAll(int code, String reason) {
    begin(new Fault.Close(code, reason));
  }

  /** Whether data is withheld, and lost; replies and pings go on. */
  public void mute(boolean muted) {
    Fault mute = new Fault.Mute();
    if (muted) {
      begin(mute);
    } else {
      end(mute);
    }
  }

  /** Whether new connections and REST requests are answered 503. */
  public void refuse(boolean refused) {
    Fault refuse = new Fault.Refuse();
    if (refused) {
      begin(refuse);
    } else {
      end(refuse);
    }
  }

  /**
   * Answers REST requests with {@code status} and a body as the exchange sends it; 0 to serve them
   * again.
   */
  public void refuseRest(int status) {
    if (status == 0) {
      server().end(Fault.Rest.class);
    } else {
      begin(new Fault.Rest(status, Duration.ZERO));
    }
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

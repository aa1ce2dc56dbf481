package io.barline.feed;

/** One name on one connection: whether it is wanted, and how far the exchange is with it. */
final class Subscription {
  /** How often a name must have been to blame for a lost connection to be held back. */
  static final int STRIKES = 3;

  final String name;
  boolean wanted = true;
  State state = State.ABSENT;

  /** Whether its stream is to begin anew: to be let go and asked for again. */
  boolean renew;

  /** Whether it is asked for in a request of its own, because one with others was refused. */
  boolean alone;

  /** Whether the connection was lost when it was asked for: nothing else is asked for meanwhile. */
  boolean suspect;

  /** Whether it was ever asked for. */
  boolean wasAsked;

  /** Whether the request for it is being carried out, so that it can be let go meanwhile. */
  boolean taken;

  /** How often it was to blame for that. */
  int strikes;

  /** How often it was refused for the moment since it was last confirmed. */
  int refusals;

  /** It is not asked for before, nanoseconds since the epoch. */
  long notBefore;

  /** Where it stands with the exchange. */
  enum State {
    ABSENT,
    /** A request to subscribe is under way. */
    ASKED,
    CONFIRMED,
    /** A request to unsubscribe is under way. */
    LEAVING
  }

  Subscription(String name) {
    this.name = name;
  }

  /** Whether it is to be asked for now. */
  boolean isDue(long now) {
    return wanted && state == State.ABSENT && now >= notBefore;
  }

  /** Whether it is to be let go. */
  boolean isToLeave() {
    return (state == State.CONFIRMED || (state == State.ASKED && taken)) && (!wanted || renew);
  }

  /** Whether it is held back because it was to blame too often. */
  boolean isHeldBack(long now) {
    return strikes >= STRIKES && now < notBefore;
  }

  void asked() {
    state = State.ASKED;
    wasAsked = true;
    taken = false;
  }

  /** It was subscribed, and is asked for anew by the other side. */
  void dropped() {
    state = State.ASKED;
    taken = true;
  }

  void confirmed() {
    state = State.CONFIRMED;
    alone = false;
    suspect = false;
    strikes = 0;
    refusals = 0;
  }

  void leaving() {
    state = State.LEAVING;
  }

  /** The exchange has nothing of it. */
  void absent() {
    state = State.ABSENT;
    renew = false;
    taken = false;
  }
}

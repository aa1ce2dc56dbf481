package io.barline.stream;

import io.barline.access.Access;
import io.barline.access.AccessSettings;
import io.barline.access.Admission;
import io.barline.access.Grant;
import io.barline.access.Occupancy;
import io.barline.access.Principal;
import io.barline.access.TopicShare;
import io.barline.wire.CloseCode;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection belongs to, if that is known yet, and the place that it takes. Changed on the
 * client's event loop, looked at by any thread.
 */
final class Identity {
  private final Access access;
  private final AccessSettings settings;
  private final Occupancy occupancy;
  private final String address;
  private final AtomicBoolean released = new AtomicBoolean();

  /** Whether the place is one of its address. */
  private boolean byAddress;

  private volatile @Nullable Grant grant;

  /** Why somebody does not become who it shows to be. */
  record Objection(ErrorCode code, String sentence) {}

  /**
   * Takes a place, which {@link #release} gives back.
   *
   * @throws Refusal where there is none
   */
  Identity(Access access, AccessSettings settings, Occupancy occupancy, Admission admission) {
    this.access = access;
    this.settings = settings;
    this.occupancy = occupancy;
    this.address = admission.address();
    Grant known = admission.grant();
    this.byAddress = known == null || (known.equals(Grant.LOCAL) && !admission.isLocal());
    refuseWith(occupancy.enter(address, byAddress));
    String full = known == null ? null : occupancy.join(known.principal());
    if (full != null) {
      leave();
    }
    refuseWith(full);
    this.grant = known;
  }

  private static void refuseWith(@Nullable String sentence) {
    if (sentence != null) {
      throw new Refusal(ErrorCode.TOO_MANY_CONNECTIONS, sentence)
          .with("retryAfter", Occupancy.WAIT_SECONDS);
    }
  }

  String address() {
    return address;
  }

  boolean isKnown() {
    return grant != null;
  }

  Principal principal() {
    Grant known = grant;
    return known == null ? Principal.UNKNOWN : known.principal();
  }

  /** Where the topics of the connection are counted. */
  TopicShare topics() {
    return isKnown() ? occupancy.share(principal()) : TopicShare.FREE;
  }

  /** How many messages a second are taken of it, and at once. */
  int messages() {
    return isCounted() ? principal().quotas().messages() : settings.quotas().messages();
  }

  int messageBurst() {
    return isCounted() ? principal().quotas().messageBurst() : settings.quotas().messageBurst();
  }

  private boolean isCounted() {
    return isKnown() && !principal().equals(Principal.LOCAL);
  }

  /** Whether there is no place for a principal that it may turn out to be; null where there is. */
  @Nullable Objection full(Principal principal) {
    return isKnown() ? null : objection(occupancy.full(principal));
  }

  private static @Nullable Objection objection(@Nullable String full) {
    return full == null ? null : new Objection(ErrorCode.TOO_MANY_CONNECTIONS, full);
  }

  /**
   * Tells who it is, or that its rights go on.
   *
   * @return null where that is so, else why not
   */
  synchronized @Nullable Objection become(Grant other) {
    Grant known = grant;
    if (known != null && !known.principal().equals(other.principal())) {
      return new Objection(
          ErrorCode.UNAUTHORIZED,
          "the connection belongs to %s: open another".formatted(known.principal().id()));
    }
    if (known == null) {
      if (released.get()) {
        return new Objection(ErrorCode.UNAUTHORIZED, "the connection has ended");
      }
      Objection full = objection(occupancy.join(other.principal()));
      if (full != null) {
        return full;
      }
      leaveAddress();
    }
    grant = other;
    return null;
  }

  /**
   * Why the connection must end now; null where it may go on.
   *
   * @param age how long the connection has been there, in nanoseconds
   */
  @Nullable Farewell verdict(long age) {
    Grant known = grant;
    if (known == null) {
      return age < settings.authTimeout().toNanos()
          ? null
          : Farewell.denial(
              CloseCode.UNAUTHORIZED,
              "no valid key, token or ticket came within "
                  + settings.authTimeout().toMillis()
                  + " ms");
    }
    return switch (access.standing(known)) {
      case VALID -> null;
      case EXPIRED -> Farewell.denial(CloseCode.EXPIRED, "the key or token has expired");
      case REVOKED -> Farewell.denial(CloseCode.REVOKED, "the key was revoked or changed");
      case KEYLESS -> Farewell.denial(CloseCode.UNAUTHORIZED, "a key is needed by now");
    };
  }

  /** Gives the place back, once the topics are; again, nothing happens. */
  synchronized void release() {
    if (released.compareAndSet(false, true)) {
      Grant known = grant;
      if (known != null) {
        occupancy.part(known.principal());
      }
      leave();
    }
  }

  private void leave() {
    leaveAddress();
    occupancy.leave();
  }

  private void leaveAddress() {
    if (byAddress) {
      byAddress = false;
      occupancy.leaveAddress(address);
    }
  }
}

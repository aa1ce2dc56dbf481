package io.barline.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody was let in with, and as whom. It may end while it is used: {@link Access#standing}.
 *
 * @param expiresAt null for never
 */
public record Grant(Principal principal, Source source, @Nullable Instant expiresAt) {
  /** Given to everybody where no keys are asked for. */
  public static final Grant LOCAL = new Grant(Principal.LOCAL, new Source.None(), null);

  /** What it rests on. */
  sealed interface Source {
    record None() implements Source {}

    record Key(ApiKey key) implements Source {}

    record Token() implements Source {}
  }

  /** Whether it still holds. */
  public enum Standing {
    VALID,
    /** Its time is over. */
    EXPIRED,
    /** Its key was taken away or changed. */
    REVOKED,
    /** It rests on nothing, and keys are asked for by now. */
    KEYLESS
  }
}

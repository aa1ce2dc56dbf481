package io.barline.access;

import io.barline.market.Topic;
import java.util.List;

/**
 * Who is served.
 *
 * @param id what tells one from another, and owns what it creates; no secret
 * @param entitlements what it may have
 * @param quotas how much it may use
 * @param admin whether it may see and end what belongs to others
 */
public record Principal(String id, Entitlements entitlements, Quotas quotas, boolean admin) {
  /** Under this name a request has the one that it comes from, once that is known. */
  public static final String ATTRIBUTE = "io.barline.access.Principal";

  /** Everybody, where no keys are asked for. */
  public static final Principal LOCAL =
      new Principal("local", Entitlements.ALL, Quotas.UNBOUNDED, true);

  /** Somebody who has not said yet who it is: nothing is permitted. */
  public static final Principal UNKNOWN =
      new Principal("unknown", new Entitlements(List.of()), Quotas.UNBOUNDED, false);

  public Principal(String id, Entitlements entitlements) {
    this(id, entitlements, Quotas.UNBOUNDED, false);
  }

  public boolean permits(Topic topic) {
    return entitlements.permits(topic);
  }

  /** Whether what that principal created is this one's to see and to end. */
  public boolean mayTouch(String owner) {
    return admin || id.equals(owner);
  }
}

package io.barline.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides who is let in, and whether it still holds. Any thread. */
public final class Access {
  /** A longer one is not looked at; a JSON Web Token with many claims comes nearest. */
  public static final int LONGEST_CREDENTIAL = 8 * 1024;

  /** How many tickets of one principal may wait to be used. */
  public static final int MOST_TICKETS_EACH = Tickets.MOST_EACH;

  /** The same of all. */
  public static final int MOST_TICKETS = Tickets.MOST;

  /** What is said to whoever shows a ticket where it is of no use. */
  public static final String MISPLACED_TICKET =
      "a ticket opens one stream, as ticket= in the address of /api/v1/ws or /api/v1/stream, or as"
          + " \"ticket\" of a WebSocket's auth; everything else takes a key or token";

  private static final String BAD_KEY = "the key is not valid: it is unknown, revoked or misspelt";

  private final Keys keys;
  private final Tokens tokens;
  private final Tickets tickets;
  private final Quotas usual;
  private final Clock clock;

  Access(Keys keys, Tokens tokens, Tickets tickets, Quotas usual, Clock clock) {
    this.keys = keys;
    this.tokens = tokens;
    this.tickets = tickets;
    this.usual = usual;
    this.clock = clock;
  }

  /** Whether a key or token is asked for; once it is, it remains so. */
  public boolean isEnforced() {
    return keys.areKnown() || tokens.areAccepted();
  }

  /**
   * Whether to check it may take as long as a request to somebody else, so that no event loop must
   * wait for it.
   */
  public boolean mayBlock(String credential) {
    return tokens.areAccepted() && Tokens.looksLikeToken(credential);
  }

  /** Whether a text has a key or token in it, valid or not. */
  public static boolean looksLikeKey(String text) {
    return ApiKey.TEXT.matcher(text).find() || Tokens.TEXT.matcher(text).find();
  }

  /** Whether a text has a ticket in it, valid or not. */
  public static boolean looksLikeTicket(String text) {
    return Tickets.TEXT.matcher(text).find();
  }

  /** Checks a key or token. */
  public Authentication authenticate(String credential) {
    if (!isEnforced()) {
      return new Authentication.Granted(Grant.LOCAL);
    }
    if (credential.length() > LONGEST_CREDENTIAL) {
      return new Authentication.Denied(
          "a key or token has at most %d characters".formatted(LONGEST_CREDENTIAL));
    }
    String id = ApiKey.idOf(credential);
    if (id == null) {
      return tokens.areAccepted() && Tokens.looksLikeToken(credential)
          ? tokens.check(credential)
          : new Authentication.Denied(Misfit.sentence(credential, tokens.areAccepted()));
    }
    ApiKey key = keys.get(id);
    if (key == null || !key.isOf(credential)) {
      return new Authentication.Denied(BAD_KEY);
    }
    if (key.isExpired(clock.instant())) {
      return new Authentication.Denied("the key %s has expired".formatted(id));
    }
    return new Authentication.Granted(
        new Grant(key.principal(usual), new Grant.Source.Key(key), key.expiresAt()));
  }

  /**
   * Somebody, who need not be connected, with the rights that it has by now.
   *
   * @return null where it has none any more: its last key was revoked or has expired, or keys are
   *     asked for by now and it has none. Whoever came by a token keeps what that one gave.
   */
  public @Nullable Principal present(Principal principal) {
    if (principal.equals(Principal.LOCAL)) {
      return isEnforced() ? null : principal;
    }
    if (!principal.id().startsWith(ApiKey.PRINCIPAL)) {
      return principal;
    }
    Instant now = clock.instant();
    List<Principal> valid =
        keys.of(principal.id().substring(ApiKey.PRINCIPAL.length())).stream()
            .filter(key -> !key.isExpired(now))
            .map(key -> key.principal(usual))
            .toList();
    if (valid.isEmpty()) {
      return null;
    }
    return valid.contains(principal) ? principal : valid.getFirst();
  }

  /** A ticket with the same rights; null where too many wait to be used. */
  public @Nullable Ticket issue(Grant grant) {
    return tickets.issue(grant);
  }

  /** Checks a ticket, which is worth nothing afterwards. */
  public Authentication redeem(String ticket) {
    Grant grant = tickets.redeem(ticket);
    return grant != null && isValid(grant)
        ? new Authentication.Granted(grant)
        : new Authentication.Denied(
            "the ticket is not valid: it is unknown, used, too old, or its key has ended");
  }

  /**
   * Whose a ticket is, which stays what it is; null where it is worth nothing. Whoever has used up
   * a quota is told so before its ticket is spent.
   */
  public @Nullable Principal holder(String ticket) {
    Grant grant = tickets.look(ticket);
    return grant != null && isValid(grant) ? grant.principal() : null;
  }

  private boolean isValid(Grant grant) {
    return standing(grant) == Grant.Standing.VALID;
  }

  /** Whether what somebody was let in with still holds. */
  public Grant.Standing standing(Grant grant) {
    Instant expiresAt = grant.expiresAt();
    if (expiresAt != null && !clock.instant().isBefore(expiresAt)) {
      return Grant.Standing.EXPIRED;
    }
    return switch (grant.source()) {
      case Grant.Source.None _ -> isEnforced() ? Grant.Standing.KEYLESS : Grant.Standing.VALID;
      case Grant.Source.Key(ApiKey key) ->
          key.equals(keys.get(key.id())) ? Grant.Standing.VALID : Grant.Standing.REVOKED;
      case Grant.Source.Token _ -> Grant.Standing.VALID;
    };
  }
}

package io.barline.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key as the gateway knows it: by its hash. What its owner has is {@code <id>_<secret>}.
 *
 * <p>The secret has 256 random bits, so that nobody can guess it from the hash however fast that is
 * computed: a slow hash, which passwords need, would only cost time.
 *
 * @param id {@code bl_} and eight hexadecimal digits; shown in lists and logs
 * @param name who has it; keys of one name are one principal
 * @param sha256 of the secret, hexadecimal
 * @param topics patterns of what it permits
 * @param quotas those that are not the usual ones, by their names
 * @param expiresAt null for never
 */
record ApiKey(
    String id,
    String name,
    String sha256,
    List<String> topics,
    Map<String, Integer> quotas,
    @Nullable Instant expiresAt,
    boolean admin,
    @Nullable Instant createdAt) {

  /** Begins the id of a principal that has keys. */
  static final String PRINCIPAL = "key:";

  /** Begins each key. */
  static final String PREFIX = "bl_";

  /** Of the secret, in characters. */
  static final int SECRET_LENGTH = 43;

  static final Pattern ID = Pattern.compile(PREFIX + "[0-9a-f]{8}");
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** What looks like a whole key, wherever it stands. */
  static final Pattern TEXT = Pattern.compile(ID + "_[A-Za-z0-9_-]{" + SECRET_LENGTH + "}");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int ID_LENGTH = 11;
  private static final int SECRET_BYTES = 32;

  ApiKey {
    require("id", id, ID, "bl_ and eight hexadecimal digits");
    require("name", name, NAME, "1 to 64 letters, digits, dots, dashes and underscores");
    require("sha256", sha256, SHA256, "64 hexadecimal digits");
    topics = List.copyOf(topics);
    quotas = Map.copyOf(quotas);
    Entitlements.of(topics);
    Quotas.UNBOUNDED.with(quotas);
  }

  private static void require(String field, String value, Pattern pattern, String right) {
    if (!pattern.matcher(value).matches()) {
      // Whoever edits the file may have pasted the key: what stands there is not repeated.
      throw new IllegalArgumentException("%s must be %s".formatted(field, right));
    }
  }

  /** A random id. */
  static String newId(SecureRandom random) {
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  /** A random secret. */
  static String newSecret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The id of a whole key; null where it is none. */
  static @Nullable String idOf(String text) {
    return TEXT.matcher(text).matches() ? text.substring(0, ID_LENGTH) : null;
  }

  /** Whether that whole key is this one; takes the same time however much of it is right. */
  boolean isOf(String text) {
    return MessageDigest.isEqual(
        sha256.getBytes(StandardCharsets.US_ASCII),
        sha256(text.substring(ID_LENGTH + 1)).getBytes(StandardCharsets.US_ASCII));
  }

  Principal principal(Quotas usual) {
    return new Principal(PRINCIPAL + name, Entitlements.of(topics), usual.with(quotas), admin);
  }

  boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}

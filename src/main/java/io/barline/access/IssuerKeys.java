package io.barline.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The public keys of one issuer: those of a file for seconds, others for minutes. */
final class IssuerKeys {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MOST_BYTES = 512 * 1024;
  private static final long KEPT_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final long KEPT_OF_FILE_MILLIS = 5_000;
  private static final long OUTAGE_MILLIS = Duration.ofHours(1).toMillis();

  private final KeySetReader reader;
  private final JWKSource<SecurityContext> source;

  /**
   * Nothing is fetched yet: the issuer may be away while the gateway starts.
   *
   * @param nanoTime as {@link System#nanoTime}
   * @throws Misconfiguration where they are said to be in a file that can't be used
   */
  IssuerKeys(IssuerSettings settings, LongSupplier nanoTime) {
    KeySetPlace place = KeySetPlace.of(settings.jwks());
    Path file = place.file();
    if (file == null) {
      reader =
          new KeySetReader(
              settings.issuer(),
              place,
              new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MOST_BYTES));
      source =
          JWKSourceBuilder.<SecurityContext>create(place.url(), new KeySetFetch(reader, nanoTime))
              .refreshAheadCache(false)
              .rateLimited(false) // that is done where it is known whether the issuer is there
              .cache(KEPT_MILLIS, 2 * TIMEOUT_MILLIS)
              .outageTolerant(OUTAGE_MILLIS)
              .build();
    } else {
      reader = new KeySetReader(settings.issuer(), place, _ -> read(file));
      source =
          JWKSourceBuilder.<SecurityContext>create(place.url(), reader)
              .refreshAheadCache(false)
              .rateLimited(false)
              .cache(KEPT_OF_FILE_MILLIS, TIMEOUT_MILLIS)
              .build();
      require(settings.issuer());
    }
  }

  private static Resource read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException("longer than %d bytes".formatted(MOST_BYTES));
    }
    return new Resource(Files.readString(file), "application/json");
  }

  private void require(String issuer) {
    String wrong = reader.check();
    if (wrong != null) {
      throw new Misconfiguration(
          "The keys of the issuer %s can't be used: %s.".formatted(issuer, wrong),
          "Correct the file, or barline.access.jwt.jwks: a relative path begins in the working"
              + " directory, %s.".formatted(Path.of("").toAbsolutePath()));
    }
  }

  JWKSource<SecurityContext> source() {
    return source;
  }

  /** Why they could not be had when they were last asked for; null where they could. */
  @Nullable String trouble() {
    return reader.trouble();
  }
}

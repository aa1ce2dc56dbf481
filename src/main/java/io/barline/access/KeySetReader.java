package io.barline.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the public keys of an issuer, and knows whether they could be had the last time. Blocks;
 * any thread.
 */
final class KeySetReader implements ResourceRetriever {
  private static final Logger log = LoggerFactory.getLogger(KeySetReader.class);

  private final String issuer;
  private final KeySetPlace place;
  private final ResourceRetriever from;
  private @Nullable String trouble;

  KeySetReader(String issuer, KeySetPlace place, ResourceRetriever from) {
    this.issuer = issuer;
    this.place = place;
    this.from = from;
  }

  /** Why the keys could not be had when they were last asked for; null where they could. */
  synchronized @Nullable String trouble() {
    return trouble;
  }

  /** Why they can't be had now; null where they can. Nothing is remembered of it. */
  @Nullable String check() {
    try {
      var _ = read();
      return null;
    } catch (IOException e) {
      return sentence(e);
    }
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    try {
      Resource read = read();
      had();
      return read;
    } catch (IOException e) {
      failed(sentence(e));
      throw e;
    }
  }

  private Resource read() throws IOException {
    Resource read = from.retrieveResource(place.url());
    try {
      var _ = JWKSet.parse(read.getContent());
      return read;
    } catch (ParseException e) {
      throw new IOException("this is no set of keys", e);
    }
  }

  /** Without the fault's own message, which may repeat the whole address. */
  private String sentence(IOException fault) {
    String why =
        switch (fault) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "this process is not permitted to read it";
          case IOException _ when fault.getCause() instanceof ParseException ->
              "it is no JSON Web Key Set, {\"keys\": [...]}";
          case IOException _ -> "it can't be read: " + fault.getClass().getSimpleName();
        };
    return place + ": " + why;
  }

  private synchronized void had() {
    if (trouble != null) {
      trouble = null;
      log.info("action=jwks outcome=back issuer={} uri={}", issuer, place);
    }
  }

  private synchronized void failed(String sentence) {
    if (trouble == null) {
      log.warn("action=jwks outcome=failed issuer={} reason=\"{}\"", issuer, sentence);
    }
    trouble = sentence;
  }
}

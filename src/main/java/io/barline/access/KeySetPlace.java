package io.barline.access;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the public keys of an issuer are. Shown without user and query, which may be secret.
 *
 * @param file null where they are on the network
 */
record KeySetPlace(URL url, @Nullable Path file) {
  private static final String SETTING = "barline.access.jwt.jwks";

  /**
   * The place that a setting names; a file as the system does, from the working directory on.
   *
   * @throws Misconfiguration where it names none
   */
  static KeySetPlace of(URI jwks) {
    String scheme = jwks.getScheme();
    if (!"https".equals(scheme) && !"file".equals(scheme)) {
      throw misfit("must be https: or file:, not %s".formatted(scheme == null ? "none" : scheme));
    }
    try {
      return scheme.equals("file") ? ofFile(jwks) : ofNetwork(jwks);
    } catch (MalformedURLException e) {
      throw misfit("is no address");
    }
  }

  private static KeySetPlace ofNetwork(URI jwks) throws MalformedURLException {
    URL url = jwks.toURL(); // which knows hosts with an underscore, as a URI does not
    if (url.getHost().isEmpty()) {
      throw misfit("names no host");
    }
    return new KeySetPlace(url, null);
  }

  private static KeySetPlace ofFile(URI jwks) throws MalformedURLException {
    if (jwks.getRawSchemeSpecificPart().indexOf('?') >= 0 || jwks.getRawFragment() != null) {
      throw misfit("names a file with a query or fragment, which files have none of");
    }
    String host = jwks.getRawAuthority();
    if (host != null) {
      throw misfit(
          "names a file of the host %s: a relative path has no slashes before it"
              .formatted(host.substring(host.lastIndexOf('@') + 1)));
    }
    String name = jwks.getPath() == null ? jwks.getSchemeSpecificPart() : jwks.getPath();
    Path file = Path.of(name).toAbsolutePath().normalize();
    return new KeySetPlace(file.toUri().toURL(), file);
  }

  private static Misconfiguration misfit(String why) {
    return new Misconfiguration(
        "%s %s.".formatted(SETTING, why),
        "Write it like https://login.example.com/.well-known/jwks.json, file:config/jwks.json or"
            + " file:/etc/barline/jwks.json.");
  }

  @Override
  public String toString() {
    if (file != null) {
      return "file:" + file;
    }
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getProtocol() + "://" + url.getHost() + port + url.getPath();
  }
}

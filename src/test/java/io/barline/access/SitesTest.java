package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SitesTest {
  private final Sites sites =
      new Sites(List.of("gateway.lan"), List.of("https://dash.example.com", "null"));

  @Test
  void goesByAddressesLocalhostAndItsNames() {
    for (String host :
        List.of("127.0.0.1:8080", "localhost", "LOCALHOST:80", "[::1]:8080", "gateway.lan:8080")) {
      assertThat(sites.isOurs(host)).as(host).isTrue();
    }
    for (String host :
        List.of(
            "evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example", "999.1", "")) {
      assertThat(sites.isOurs(host)).as(host).isFalse();
    }
    assertThat(sites.isOurs(null)).isTrue();
  }

  @Test
  void namesThatCanNotBePublicArePrivate() {
    for (String host :
        List.of(
            "barline",
            "barline:8080",
            "BARLINE",
            "gw.internal",
            "gw.corp.internal:8080",
            "gw.local",
            "gw.localhost",
            "gw.home.arpa",
            "GW.Internal:80")) {
      assertThat(Sites.isPrivate(host)).as(host).isTrue();
    }
    for (String host :
        List.of(
            "evil.example",
            "evil.example:8080",
            "barline.evil.example",
            "internal.example",
            "gw.internal.example",
            "notinternal.com",
            "evil.example.",
            "com.",
            "")) {
      assertThat(Sites.isPrivate(host)).as(host).isFalse();
    }
    assertThat(Sites.isPrivate(null)).isFalse();
  }

  @Test
  void theSameSiteHasTheSameSchemeNameAndPort() {
    assertThat(Sites.isSame("http://a:8080", "http", "a:8080")).isTrue();
    assertThat(Sites.isSame("https://A", "https", "a:443")).isTrue();
    assertThat(Sites.isSame("http://[::1]", "http", "[::1]:80")).isTrue();
    assertThat(Sites.isSame("https://a:8080", "http", "a:8080")).isFalse();
    assertThat(Sites.isSame("http://a:8081", "http", "a:8080")).isFalse();
    assertThat(Sites.isSame("null", "http", "a")).isFalse();
  }

  @Test
  void onlyListedOriginsAreWelcome() {
    assertThat(sites.isWelcome("https://dash.example.com")).isTrue();
    assertThat(sites.isWelcome("https://dash.example.com.evil.example")).isFalse();
    assertThat(sites.isWelcome("null")).isTrue();
    Sites all = new Sites(List.of(), List.of("*"));
    assertThat(all.isWelcome("https://any.example")).isTrue();
    assertThat(all.isWelcome("null")).isFalse();
  }

  @Test
  void believesOnlyTrustedProxiesAboutTheClient() throws Exception {
    Neighbourhood near = new Neighbourhood(List.of("10.0.0.0/8", "::1"));
    InetAddress proxy = InetAddress.getByName("10.1.2.3");
    InetAddress stranger = InetAddress.getByName("192.0.2.9");
    assertThat(near.client(proxy, List.of("6.6.6.6, 198.51.100.7"))).isEqualTo("198.51.100.7");
    assertThat(near.client(proxy, List.of("6.6.6.6", "10.9.9.9"))).isEqualTo("6.6.6.6");
    assertThat(near.client(proxy, List.of("spoofed"))).isEqualTo("10.1.2.3");
    assertThat(near.client(stranger, List.of("6.6.6.6"))).isEqualTo("192.0.2.9");
    assertThat(
            near.client(Objects.requireNonNull(InetAddress.getByName("2001:db8::1:2")), List.of()))
        .isEqualTo(near.client(InetAddress.getByName("2001:db8::ffff"), List.of()));
    assertThatThrownBy(() -> new Neighbourhood(List.of("10.0.0.0/33")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.0/33");
  }
}

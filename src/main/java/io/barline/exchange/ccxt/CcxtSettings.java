package io.barline.exchange.ccxt;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The exchanges that are reached through <a href="https://docs.ccxt.com">CCXT</a>, and the bridges
 * that it runs in.
 *
 * @param url where a bridge runs already; empty where the gateway runs it
 * @param token what that bridge asks for; empty where nothing
 * @param node the program that runs the bridge: a path, or a name that is looked for in {@code
 *     PATH}
 * @param directory where the bridge is
 * @param memory most memory of a bridge that the gateway runs; it is begun anew beyond
 * @param limits what is asked of one connection to an exchange
 * @param pollEvery how often what can't be streamed is asked for
 * @param shards bridges for some of the exchanges; all others have one together
 * @param exchanges what CCXT has to know of an exchange, by its CCXT id. These are listed at the
 *     start, others when something of them is first asked for
 */
@ConfigurationProperties("barline.ccxt")
public record CcxtSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("") String url,
    @DefaultValue("") String token,
    @DefaultValue("node") String node,
    @DefaultValue("ccxt-bridge") String directory,
    @DefaultValue("1GB") DataSize memory,
    @DefaultValue Limits limits,
    @DefaultValue("2s") Duration pollEvery,
    @DefaultValue List<Shard> shards,
    @DefaultValue Map<String, Setup> exchanges) {
  private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(256);
  private static final DataSize MOST_MEMORY = DataSize.ofGigabytes(64);
  private static final Duration LONGEST_POLL = Duration.ofMinutes(1);

  /**
   * What is asked of one connection.
   *
   * @param streamsPerConnection most subscriptions on one connection; another is opened for more
   * @param tradesLimit how many trades of an instrument CCXT holds until they are read
   */
  public record Limits(
      @DefaultValue("100") int streamsPerConnection, @DefaultValue("50000") int tradesLimit) {}

  /**
   * A bridge of its own.
   *
   * @param exchanges the CCXT ids of those that it serves
   * @param url where it runs already; empty where the gateway runs it
   */
  public record Shard(
      @DefaultValue List<String> exchanges,
      @DefaultValue("") String url,
      @DefaultValue("") String token) {
    /** Without the token. */
    @Override
    public String toString() {
      return "Shard[exchanges=%s, url=%s]".formatted(exchanges, url);
    }
  }

  public CcxtSettings {
    if (!pollEvery.isPositive() || pollEvery.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException(
          "barline.ccxt.poll-every must be more than 0s and at most 1m: " + pollEvery);
    }
    if (limits.streamsPerConnection < 1 || limits.tradesLimit < 1) {
      throw new IllegalArgumentException("barline.ccxt.limits must be at least 1: " + limits);
    }
    if (memory.compareTo(LEAST_MEMORY) < 0 || memory.compareTo(MOST_MEMORY) > 0) {
      throw new IllegalArgumentException(
          "barline.ccxt.memory must be from 256MB to 64GB: " + memory);
    }
    checkUrl("url", url);
    checkToken("token", token);
    Set<String> sharded = new HashSet<>();
    for (Shard shard : shards) {
      checkUrl("shards.url", shard.url);
      checkToken("shards.token", shard.token);
      if (shard.exchanges.isEmpty()) {
        throw new IllegalArgumentException(
            "barline.ccxt.shards: a shard must name its exchanges, such as [okx, gate]");
      }
      for (String id : shard.exchanges) {
        if (!sharded.add(id)) {
          throw new IllegalArgumentException(
              "barline.ccxt.shards name \"%s\" twice: an exchange has one bridge".formatted(id));
        }
      }
    }
  }

  /** What is sent as a header; the error of a client that refuses it would show it. */
  private static void checkToken(String setting, String token) {
    if (!token.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
      throw new IllegalArgumentException(
          "barline.ccxt.%s holds something else than printable ASCII; it is not shown here"
              .formatted(setting));
    }
  }

  private static void checkUrl(String setting, String url) {
    boolean isHttp = url.startsWith("http://") || url.startsWith("https://");
    if (!url.isEmpty() && !(isHttp && isHost(url))) {
      throw new IllegalArgumentException(
          "barline.ccxt.%s must be like http://ccxt-bridge:8787: \"%s\"".formatted(setting, url));
    }
  }

  private static boolean isHost(String url) {
    try {
      return new URI(url).getHost() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  /** The same with other things to be known of one exchange. */
  public CcxtSettings with(String exchange, Setup setup) {
    Map<String, Setup> all = new TreeMap<>(exchanges);
    all.put(exchange, setup);
    return new CcxtSettings(
        enabled, url, token, node, directory, memory, limits, pollEvery, shards, all);
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "CcxtSettings[enabled=%s, url=%s, node=%s, directory=%s, exchanges=%s]"
        .formatted(enabled, url, node, directory, exchanges.keySet());
  }
}

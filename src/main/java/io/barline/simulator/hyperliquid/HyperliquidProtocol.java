package io.barline.simulator.hyperliquid;

import io.barline.market.UtcNanos;
import io.barline.simulator.Faults;
import io.barline.simulator.Quota;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SyntheticMarket;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The coins, who is connected, and what is told them as time passes. */
final class HyperliquidProtocol implements SimulatorProtocol {
  static final String SOCKET = "/ws";

  private static final int TOO_MANY = 429;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Clock clock;
  private final Faults faults;
  private final HyperliquidPace pace;
  private final Map<String, Coin> coins = new LinkedHashMap<>();
  private final Set<Client> clients = new LinkedHashSet<>();
  private final InfoResource resource;
  final Quota attempts = new Quota(30, MINUTE);
  final Quota messages = new Quota(2_000, MINUTE);
  final Quota weight = new Quota(1_200, MINUTE);

  /** Of all clients together. */
  int mostSubscriptions = 1_000;

  private long nextBook;
  private long nextFastBook;
  private long nextCandle;

  HyperliquidProtocol(
      SimulatorSettings settings,
      Clock clock,
      Faults faults,
      List<HyperliquidInstrument> instruments,
      HyperliquidPace pace) {
    this.clock = clock;
    this.faults = faults;
    this.pace = pace;
    for (HyperliquidInstrument instrument : instruments) {
      coins.put(instrument.coin(), new Coin(instrument, settings, faults, this));
    }
    this.resource = new InfoResource(this);
    long now = now();
    nextBook = now + pace.book().toNanos();
    nextFastBook = now + pace.fastBook().toNanos();
    nextCandle = now + pace.candle().toNanos();
  }

  /** Those that trade. */
  List<SyntheticMarket> markets() {
    return coins.values().stream()
        .filter(coin -> !coin.instrument().delisted())
        .map(Coin::market)
        .toList();
  }

  Collection<Coin> coins() {
    return coins.values();
  }

  @Nullable Coin coin(String name) {
    return coins.get(name);
  }

  HyperliquidPace pace() {
    return pace;
  }

  Faults faults() {
    return faults;
  }

  /** What its clock says, which may be wrong. */
  long clockTime() {
    return now() + faults.skew();
  }

  long now() {
    return UtcNanos.now(clock);
  }

  @Override
  public boolean listensAt(String path) {
    return path.equals(SOCKET);
  }

  @Override
  public int refusal(String path) {
    return clients.size() < pace.connections() && attempts.take(1, now()) ? 0 : TOO_MANY;
  }

  @Override
  public Conversation connected(SimulatorSession session, String path) {
    Client client = new Client(this, session);
    clients.add(client);
    client.greet();
    return client;
  }

  void ended(Client client) {
    clients.remove(client);
  }

  @Override
  public int weight(RestCall call) {
    return resource.weight(call.body());
  }

  @Override
  public RestAnswer answer(RestCall call) {
    return call.path().equals("/info") && call.method().equals("POST")
        ? resource.answer(call.body())
        : RestAnswer.NOT_FOUND;
  }

  @Override
  public RestAnswer refused(int status) {
    return RestAnswer.of(status, "null");
  }

  int subscriptions() {
    return clients.stream().mapToInt(Client::subscriptions).sum();
  }

  @Override
  public void ticked(long now) {
    if (now >= nextBook) {
      nextBook = now + pace.book().toNanos();
      coins.values().forEach(coin -> coin.tellBooks(false));
    }
    if (now >= nextFastBook) {
      nextFastBook = now + pace.fastBook().toNanos();
      coins.values().forEach(coin -> coin.tellBooks(true));
    }
    if (now >= nextCandle) {
      nextCandle = now + pace.candle().toNanos();
      coins.values().forEach(Coin::tellCandlesAndContext);
    }
    for (Client client : List.copyOf(clients)) {
      client.closeIfIdle(now);
    }
  }
}

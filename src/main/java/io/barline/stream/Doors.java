package io.barline.stream;

import io.barline.access.Principal;
import io.barline.hub.Hub;
import io.barline.market.UtcNanos;
import io.barline.subscription.Demand;
import io.barline.subscription.TopicResolver;
import io.barline.wire.CloseCode;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.barline.wire.ServerMessages;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;

/** All clients that are connected, through whichever door. May be used by any thread. */
public final class Doors {
  private static final Logger log = LoggerFactory.getLogger(Doors.class);
  private static final long SOONEST_RETURN_MILLIS = 1_000;
  private static final long LATEST_RETURN_MILLIS = 5_000;

  private final StreamSettings settings;
  private final TopicResolver resolver;
  private final Demand demand;
  private final Hub hub;
  private final ClientMetrics metrics;
  private final Gate gate;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final EventSessions sessions;
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final Map<EventExecutor, FlushPacer> pacers = new ConcurrentHashMap<>();
  private volatile boolean shuttingDown;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Doors(
      StreamSettings settings,
      TopicResolver resolver,
      Demand demand,
      Hub hub,
      ClientMetrics metrics,
      Gate gate,
      Clock clock,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.resolver = resolver;
    this.demand = demand;
    this.hub = hub;
    this.metrics = metrics;
    this.gate = gate;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.sessions = new EventSessions(hub.replaySettings(), clock);
  }

  EventSessions sessions() {
    return sessions;
  }

  /** Lets a client in and greets it; {@link #left} must follow when its connection ends. */
  Client enter(Door door, Channel channel, Identity identity, ConnectionOptions options) {
    Principal principal = identity.principal();
    EventExecutor loop = channel.eventLoop();
    ByteBufAllocator allocator = channel.alloc();
    FlushPacer pacer =
        pacers.computeIfAbsent(
            loop, _ -> new FlushPacer(loop, settings.maxBatching().toNanos(), nanoTime));
    Outlet outlet = new Outlet(door, options, loop, allocator, pacer, metrics, nanoTime);
    Subscriptions subscriptions =
        new Subscriptions(
            principal,
            resolver,
            demand,
            hub,
            new Intakes(outlet.mailbox(), loop, nanoTime),
            settings.maxTopics());
    subscriptions.belongTo(principal, identity.topics());
    String session = UUID.randomUUID().toString();
    EventLog events = null;
    if (door == Door.SSE) {
      events = new EventLog(session);
      outlet.number(events);
      sessions.connected(session, principal, loop, events);
    }
    TopicRequests requests =
        new TopicRequests(subscriptions, outlet.mailbox(), loop, metrics, events);
    Client client =
        new Client(
            session,
            door,
            UtcNanos.now(clock),
            outlet,
            subscriptions,
            requests,
            identity,
            () -> cut(channel));
    metrics.opened(door);
    clients.add(client);
    client
        .mailbox()
        .offer(
            ServerMessages.hello(
                session,
                settings.heartbeat().toMillis(),
                options.limits().withTopics(principal.quotas().topics()),
                identity.isKnown() ? principal.id() : null,
                hub.isSimulated()));
    if (shuttingDown) { // came in between the refusal of newcomers and the goodbye to all
      sayGoodbye(client);
    }
    return client;
  }

  /**
   * Resets the connection: what a client did not take would else stay with the system for minutes.
   */
  private static void cut(Channel channel) {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // It has closed by itself, and its end is about to be noticed.
    }
    var _ = channel.close();
  }

  /**
   * Tells the operator of a client that did not keep up: it lost its connection, and only it knows.
   */
  private static void tell(Client client, @Nullable Farewell farewell) {
    if (farewell != null && farewell.code() == CloseCode.SLOW) {
      log.warn(
          "client={} door={} closed={} reason=\"{}\"",
          client.report().session(),
          client.door(),
          CloseCode.SLOW.number(),
          farewell.sentence());
    }
  }

  /** Releases all that a client had; again, nothing happens. */
  void left(Client client, EventExecutor loop) {
    Farewell farewell = client.mailbox().farewell();
    if (client.leave()) {
      clients.remove(client);
      metrics.closed(client.door(), farewell == null ? null : farewell.code());
      tell(client, farewell);
      Runnable release =
          () -> {
            client.subscriptions().clear();
            client.outlet().drain();
            sessions.ended(client.session());
            client.outlet().end();
            client.identity().release();
            client.gone().complete(null);
          };
      try {
        loop.execute(release);
      } catch (RejectedExecutionException e) {
        release.run(); // the loop has ended: nobody else is there
      }
    }
  }

  /**
   * Reads how a newcomer wants its connection.
   *
   * @throws Refusal where a value is wrong
   */
  ConnectionOptions options(MultiValueMap<String, String> query) {
    return ConnectionOptions.read(query, settings);
  }

  /**
   * A place for whoever makes that request: {@link #enter} with it, or release it.
   *
   * @throws Refusal where there is none, or once the gateway is shutting down
   */
  Identity admit(ServerWebExchange exchange) {
    if (shuttingDown) {
      throw new Refusal(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
    }
    return gate.admit(exchange);
  }

  /**
   * The conversation about who a client is.
   *
   * @param options the client's
   */
  SignIn signIn(Client client, ConnectionOptions options, EventExecutor loop) {
    return gate.signIn(
        client.identity(),
        client.subscriptions(),
        client.mailbox(),
        options.limits(),
        loop,
        nanoTime);
  }

  /** Looks after all clients; called now and then, by one thread. */
  void check() {
    long now = nanoTime.getAsLong();
    for (Client client : clients) {
      client.check(now, settings, clock);
      client.requests().follow();
    }
  }

  /** How many clients have been told to go, and are not gone. */
  long closing() {
    return clients.stream().filter(client -> client.mailbox().farewell() != null).count();
  }

  /** Who is connected. */
  public List<ClientReport> clients() {
    return clients.stream().map(Client::report).toList();
  }

  /**
   * Turns newcomers away, sends each client what waits for it and when to connect again, and
   * returns when all have left or the time is over; then the rest is cut off. Blocks.
   */
  public void shutdown(Duration within) {
    shuttingDown = true;
    List<Client> staying = List.copyOf(clients);
    log.info("action=doors outcome=closing clients={}", staying.size());
    staying.forEach(Doors::sayGoodbye);
    CompletableFuture<?>[] gone =
        staying.stream().map(Client::gone).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(gone).get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("action=doors outcome=cut clients={}", clients.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client's end never fails", e);
    }
    clients.forEach(Client::cut);
  }

  /** Each client gets another hint, so that they don't all come back at once. */
  private static void sayGoodbye(Client client) {
    long millis = ThreadLocalRandom.current().nextLong(SOONEST_RETURN_MILLIS, LATEST_RETURN_MILLIS);
    client.close(Farewell.goingAway(Duration.ofMillis(millis)));
  }
}

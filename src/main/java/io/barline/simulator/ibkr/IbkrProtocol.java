package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import io.barline.simulator.Faults;
import io.barline.simulator.SocketProtocol;
import io.barline.simulator.SocketSession;
import io.barline.simulator.SocketWriting;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The simulated TWS: who is connected, what it allows and what has been asked. */
final class IbkrProtocol implements SocketProtocol {
  static final int OLDEST_VERSION = 157;

  /** From the next one on messages are binary. */
  static final int NEWEST_VERSION = 200;

  static final int MOST_DEPTH = 3;
  static final int MOST_TICK_BY_TICK = 3;

  private static final DateTimeFormatter CONNECTED =
      DateTimeFormatter.ofPattern("uuuuMMdd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Faults faults;
  private final IbkrListing listing;
  private final Pace pace = new Pace();
  private final Set<IbkrConnection> connections = new LinkedHashSet<>();
  final IbkrCounts seen = new IbkrCounts();

  // Tests set these.
  private int serverVersion = 178;
  private int mostLines = 100;
  private String managedAccounts = "DU1234567";
  private boolean timeSilent;
  private boolean emptyBars = true;
  private boolean lost;
  private boolean competing;
  private long downUntil = Long.MIN_VALUE;
  private SocketWriting writing = SocketWriting.WHOLE;

  IbkrProtocol(Clock clock, Faults faults, IbkrListing listing) {
    this.clock = clock;
    this.faults = faults;
    this.listing = listing;
  }

  @Override
  public boolean admits() {
    return now() >= downUntil;
  }

  @Override
  public Conversation connected(SocketSession session) {
    session.setWriting(writing);
    IbkrConnection connection = new IbkrConnection(this, session);
    connections.add(connection);
    return connection;
  }

  void ended(IbkrConnection connection) {
    connections.remove(connection);
  }

  @Override
  public byte[] frame(byte[] payload) {
    return Frame.framed(payload);
  }

  @Override
  public void ticked(long now) {
    connections().forEach(connection -> connection.ticked(clockTime()));
  }

  /** Those of clients that are still there. */
  List<IbkrConnection> connections() {
    return List.copyOf(connections);
  }

  /** Those of clients that have begun. */
  List<IbkrConnection> clients() {
    return connections.stream().filter(IbkrConnection::isReady).toList();
  }

  List<Subscription> subscriptions() {
    return connections.stream().flatMap(c -> c.subscriptions().stream()).toList();
  }

  /** Whether {@code clientId} is free. */
  boolean admits(int clientId) {
    boolean isUsed = connections.stream().anyMatch(other -> other.clientId() == clientId);
    if (isUsed) {
      seen.refused(clientId);
    }
    return !isUsed && clientId >= 0;
  }

  int active(RequestKind kind) {
    return (int) subscriptions().stream().filter(s -> s.kind == kind).count();
  }

  /** How many market-data lines all clients together use. */
  int lines() {
    return (int) subscriptions().stream().filter(s -> s.kind.takesLine()).count();
  }

  /** Refuses what a test wants refused. */
  void refuseIfWanted(IbkrMarket market) {
    Refusal refusal = market.refusal;
    market.refusal = null;
    if (refusal != null) {
      throw refusal;
    }
    if (faults.rejects(market.instrument.name())) {
      throw new Refusal(
          Refusal.NO_DEFINITION, "No security definition has been found for the request");
    }
  }

  /** Whether data of that kind are told now. */
  boolean isTelling(RequestKind kind) {
    return !lost && !(competing && kind.isLive());
  }

  void tellCompeting(Subscription subscription) {
    subscription.connection.error(
        subscription.reqId, 10197, "No market data during competing live session");
  }

  /** What every client is told when it begins. */
  List<Refusal> greetings() {
    List<Refusal> greetings = new ArrayList<>();
    greetings.add(FarmNotice.of(2104, "usfarm"));
    greetings.add(FarmNotice.of(2106, "ushmds"));
    greetings.add(FarmNotice.of(2158, "secdefil"));
    if (lost) {
      greetings.add(new Refusal(1100, IbkrSimulator.LOST));
    }
    return greetings;
  }

  String connectionTime() {
    return CONNECTED.format(UtcNanos.toInstant(clockTime())) + " Greenwich Mean Time";
  }

  long now() {
    return UtcNanos.now(clock);
  }

  /** What the exchange's clock says, which may be wrong. */
  long clockTime() {
    return now() + faults.skew();
  }

  boolean isAckOnly() {
    return faults.isAckOnly();
  }

  IbkrListing listing() {
    return listing;
  }

  Pace pace() {
    return pace;
  }

  int serverVersion() {
    return serverVersion;
  }

  void setServerVersion(int version) {
    serverVersion = version;
  }

  int mostLines() {
    return mostLines;
  }

  void setLines(int lines) {
    mostLines = lines;
  }

  String managedAccounts() {
    return managedAccounts;
  }

  void setManagedAccounts(String accounts) {
    managedAccounts = accounts;
  }

  boolean isTimeSilent() {
    return timeSilent;
  }

  void setTimeSilent(boolean silent) {
    timeSilent = silent;
  }

  boolean tellsEmptyBars() {
    return emptyBars;
  }

  void setEmptyBars(boolean told) {
    emptyBars = told;
  }

  boolean isLost() {
    return lost;
  }

  void setLost(boolean value) {
    lost = value;
  }

  boolean isCompeting() {
    return competing;
  }

  void setCompeting(boolean value) {
    competing = value;
  }

  void setDownUntil(long time) {
    downUntil = time;
  }

  void setWriting(SocketWriting value) {
    writing = value;
    connections.forEach(connection -> connection.session().setWriting(value));
  }
}

package io.barline.access;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private static final Grant GRANT =
      new Grant(new Principal("key:a", new Entitlements(List.of())), new Grant.Source.None(), null);

  private Instant now = Instant.parse("2026-11-22T14:20:00Z");
  private final Tickets tickets =
      new Tickets(Duration.ofSeconds(30), new Moving(), new SecureRandom());

  private final class Moving extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void isWorthSomethingOnce() {
    Ticket ticket = requireNonNull(tickets.issue(GRANT));
    assertThat(ticket.text()).hasSize(47).startsWith("blt_");
    assertThat(ticket.toString()).doesNotContain(ticket.text());
    assertThat(tickets.redeem(ticket.text() + "x")).isNull();
    assertThat(tickets.redeem(ticket.text())).isEqualTo(GRANT);
    assertThat(tickets.redeem(ticket.text())).isNull();
  }

  @Test
  void isNotSpentByALookAtIt() {
    Ticket ticket = requireNonNull(tickets.issue(GRANT));
    assertThat(tickets.look(ticket.text() + "x")).isNull();
    assertThat(tickets.look(ticket.text())).isEqualTo(GRANT);
    assertThat(tickets.look(ticket.text())).isEqualTo(GRANT);
    assertThat(tickets.redeem(ticket.text())).isEqualTo(GRANT);
    assertThat(tickets.look(ticket.text())).isNull();
  }

  @Test
  void isWorthNothingWhenItIsOld() {
    Ticket ticket = requireNonNull(tickets.issue(GRANT));
    now = now.plusSeconds(30);
    assertThat(tickets.look(ticket.text())).isNull();
    assertThat(tickets.redeem(ticket.text())).isNull();
  }

  @Test
  void areBoundedForEachAndForgottenWhenTheyAreOver() {
    for (int i = 0; i < Tickets.MOST_EACH; i++) {
      assertThat(tickets.issue(GRANT)).isNotNull();
    }
    assertThat(tickets.issue(GRANT)).isNull();
    assertThat(tickets.issue(Grant.LOCAL)).isNotNull();
    now = now.plusSeconds(30);
    assertThat(tickets.issue(GRANT)).isNotNull();
  }
}

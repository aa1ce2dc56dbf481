package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.barline.access.Access;
import io.barline.access.Admission;
import io.barline.access.Grant;
import io.barline.access.Ticket;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /tickets}: lets a browser open a stream once, without giving it a key. */
@RestController
@RequestMapping(path = "/api/v1/tickets", produces = MediaType.APPLICATION_JSON_VALUE)
final class TicketController {
  private static final long WAIT_SECONDS = 5;

  private final Access access;
  private final boolean simulated;

  TicketController(Access access, Provenance provenance) {
    this.access = access;
    this.simulated = provenance.simulated();
  }

  /** A ticket in an answer. */
  record TicketAnswer(
      String ticket,
      String expiresAt,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {
    /** Spring logs answers when it is asked to log more. */
    @Override
    public String toString() {
      return "TicketAnswer[expiresAt=" + expiresAt + "]";
    }
  }

  @PostMapping
  ResponseEntity<TicketAnswer> create(@RequestAttribute(Admission.ATTRIBUTE) Admission admission) {
    Grant grant = admission.grant();
    Ticket ticket = grant == null ? null : access.issue(grant);
    if (ticket == null) {
      throw new Refusal(
              ErrorCode.RATE_LIMITED,
              "%d tickets of one principal and %d of all may wait to be used, and no more: use them, or let them expire"
                  .formatted(Access.MOST_TICKETS_EACH, Access.MOST_TICKETS))
          .with(Problems.WAIT, WAIT_SECONDS);
    }
    return ResponseEntity.status(HttpStatus.CREATED)
        .cacheControl(CacheControl.noStore())
        .body(new TicketAnswer(ticket.text(), ticket.expiresAt().toString(), simulated));
  }
}

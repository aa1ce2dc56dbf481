package io.barline.api;

import io.barline.access.Admission;
import io.barline.access.Principal;
import io.barline.access.Traffic;
import io.barline.subscription.Creation;
import io.barline.subscription.PatternLimit;
import io.barline.subscription.StandingSubscription;
import io.barline.subscription.StandingSubscriptions;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /subscriptions}: topics that are kept flowing without any client. */
@RestController
@RequestMapping(path = SubscriptionController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
final class SubscriptionController {
  static final String PATH = "/api/v1/subscriptions";
  private static final int USUAL_PAGE = 50;
  private static final int LARGEST_PAGE = 1_000;

  private final StandingSubscriptions subscriptions;
  private final Traffic traffic;
  private final boolean simulated;

  SubscriptionController(
      StandingSubscriptions subscriptions, Traffic traffic, Provenance provenance) {
    this.subscriptions = subscriptions;
    this.traffic = traffic;
    this.simulated = provenance.simulated();
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<SubscriptionJson> create(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestAttribute(Admission.ATTRIBUTE) Admission admission,
      @RequestBody(required = false) byte @Nullable [] body) {
    SubscriptionRequest request = SubscriptionRequest.read(body);
    AccessFilter.within(
        traffic.lookUp(
            admission, PatternLimit.extraRequests(PatternLimit.weight(request.topics()))));
    Creation creation =
        subscriptions.create(principal, request.name(), request.topics(), request.replace());
    return switch (creation) {
      case Creation.Created created -> answer(HttpStatus.CREATED, created.subscription());
      case Creation.Existing existing -> answer(HttpStatus.OK, existing.subscription());
      case Creation.Replaced replaced -> answer(HttpStatus.OK, replaced.subscription());
      case Creation.Refused refused -> throw refusal(refused, request.name());
      case Creation.BadTopics bad -> throw Refusal.of(bad.topics(), bad.asked());
    };
  }

  private ResponseEntity<SubscriptionJson> answer(
      HttpStatus status, StandingSubscription subscription) {
    return ResponseEntity.status(status)
        .location(URI.create(PATH + "/" + subscription.id()))
        .body(SubscriptionJson.of(subscription, simulated));
  }

  private static Refusal refusal(Creation.Refused refused, @Nullable String name) {
    Refusal refusal = new Refusal(refused.code(), refused.sentence());
    return name == null ? refusal : refusal.value(name);
  }

  @GetMapping
  SubscriptionJson.Listing list(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestParam(required = false) @Nullable String offset,
      @RequestParam(required = false) @Nullable String limit) {
    Page page = Page.of(offset, limit, USUAL_PAGE, LARGEST_PAGE);
    List<StandingSubscription> all = subscriptions.list(principal);
    return new SubscriptionJson.Listing(
        page.of(all).stream().map(each -> SubscriptionJson.of(each, false)).toList(),
        all.size(),
        page.offset(),
        page.limit(),
        simulated);
  }

  @GetMapping("/{idOrName}")
  SubscriptionJson get(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal, @PathVariable String idOrName) {
    StandingSubscription subscription = subscriptions.get(principal, idOrName);
    if (subscription == null) {
      throw unknown(idOrName);
    }
    return SubscriptionJson.of(subscription, simulated);
  }

  @DeleteMapping("/{idOrName}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal, @PathVariable String idOrName) {
    if (!subscriptions.delete(principal, idOrName)) {
      throw unknown(idOrName);
    }
  }

  private static Refusal unknown(String idOrName) {
    return new Refusal(
            ErrorCode.UNKNOWN_SUBSCRIPTION,
            "there is no subscription \"%s\": GET %s lists those that there are"
                .formatted(Refusal.shortened(idOrName), PATH))
        .value(idOrName);
  }
}

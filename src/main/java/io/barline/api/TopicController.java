package io.barline.api;

import io.barline.access.Principal;
import io.barline.hub.TopicReport;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /topics}: what is live and how many listen. */
@RestController
@RequestMapping(path = "/api/v1/topics", produces = MediaType.APPLICATION_JSON_VALUE)
final class TopicController {
  private static final int USUAL_PAGE = 200;
  private static final int LARGEST_PAGE = 1_000;

  private static final Comparator<TopicReport> BY_TOPIC =
      Comparator.<TopicReport, String>comparing(report -> report.topic().toString())
          .thenComparing(report -> report.variant().live())
          .thenComparing(report -> report.variant().flat());

  private final Supplier<List<TopicReport>> reports;
  private final boolean simulated;

  TopicController(Supplier<List<TopicReport>> reports, Provenance provenance) {
    this.reports = reports;
    this.simulated = provenance.simulated();
  }

  @GetMapping
  TopicJson.Listing list(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestParam(required = false) @Nullable String offset,
      @RequestParam(required = false) @Nullable String limit) {
    Page page = Page.of(offset, limit, USUAL_PAGE, LARGEST_PAGE);
    List<TopicReport> all =
        reports.get().stream()
            .filter(report -> principal.permits(report.topic()))
            .sorted(BY_TOPIC)
            .toList();
    return new TopicJson.Listing(
        page.of(all).stream().map(TopicJson::of).toList(),
        all.size(),
        page.offset(),
        page.limit(),
        simulated);
  }
}

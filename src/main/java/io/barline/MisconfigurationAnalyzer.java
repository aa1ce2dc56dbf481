package io.barline;

import io.barline.access.Misconfiguration;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells why the gateway does not start, without a stack trace. */
final class MisconfigurationAnalyzer extends AbstractFailureAnalyzer<Misconfiguration> {
  @Override
  protected FailureAnalysis analyze(Throwable root, Misconfiguration cause) {
    return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
  }
}

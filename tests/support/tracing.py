"""What OpenTelemetry was told.

A process can be given providers once only, so these stay, and remember only while a test listens.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider

Figures = dict[str, list[tuple[dict[str, object], float]]]


class Listener(SpanProcessor):
    """Remembers the spans that ended while somebody listens."""

    def __init__(self) -> None:
        self.heard: list[ReadableSpan] | None = None

    def on_end(self, span: ReadableSpan) -> None:
        """Remember a span."""
        if self.heard is not None:
            self.heard.append(span)


@contextmanager
def listening() -> Iterator[list[ReadableSpan]]:
    """Give the spans that end within the block, in that order."""
    listener, reader = _provided()
    reader.get_metrics_data()
    listener.heard = heard = []
    yield heard
    listener.heard = None


def figures() -> Figures:
    """Return what was counted and measured since somebody began to listen or asked last: attributes and value, by name."""
    data = _provided()[1].get_metrics_data()
    found = (
        [metric for one in data.resource_metrics for scope in one.scope_metrics for metric in scope.metrics]
        if data
        else []
    )
    return {
        metric.name: [
            (dict(point.attributes or {}), point.value if hasattr(point, "value") else point.count)
            for point in metric.data.data_points
        ]
        for metric in found
    }


@cache
def _provided() -> tuple[Listener, InMemoryMetricReader]:
    since_the_last = AggregationTemporality.DELTA
    listener, reader = Listener(), InMemoryMetricReader({Counter: since_the_last, Histogram: since_the_last})
    spans = TracerProvider(shutdown_on_exit=False)
    spans.add_span_processor(listener)
    trace.set_tracer_provider(spans)
    metrics.set_meter_provider(MeterProvider([reader], shutdown_on_exit=False))
    return listener, reader

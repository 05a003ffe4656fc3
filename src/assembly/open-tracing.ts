/** Traces by setting: without `otel_endpoint` there is neither tracer nor exporter, and nothing is spent on them. */
import { packageVersion, type Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { createOtlpExporter, createTracer, type RequestTracer, type SpanExporter } from "../telemetry/index.ts";

export interface Tracing {
  readonly tracer: RequestTracer;
  readonly exporter: SpanExporter;
}

export function openTracing({ otelEndpoint, otelHeaders }: Config, log: Log, clock: Clock): Tracing | undefined {
  if (otelEndpoint === null) return undefined;
  const service = { name: "repartee", version: packageVersion() };
  const headers = Object.fromEntries(otelHeaders.map(readHeader));
  const exporter = createOtlpExporter({ endpoint: otelEndpoint, headers, service, clock, log });
  return { tracer: createTracer(exporter), exporter };
}

/** `NAME=VALUE`, its value percent-encoded as OpenTelemetry's own settings have it. */
function readHeader(entry: string): readonly [string, string] {
  const equals = entry.indexOf("=");
  const [name, value] = [entry.slice(0, equals), entry.slice(equals + 1)];
  try {
    return [name.trim(), decodeURIComponent(value.trim())];
  } catch {
    return [name.trim(), value.trim()];
  }
}

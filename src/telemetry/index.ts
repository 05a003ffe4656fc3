/** Log, metrics and traces: what other folders may use of them. */
export { createLog } from "./create-log.ts";
export type { ModelGauges } from "./gauges.ts";
export { createMachineMeter } from "./machine-meter.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { createTracer, type RequestTracer } from "./tracing/create-tracer.ts";
export { createOtlpExporter, type SpanExporter } from "./tracing/otlp-exporter.ts";

/** Log and metrics: what other folders may use of them. */
export { combineObservers } from "./combine-observers.ts";
export { createLog, type LogDestination, type LogOptions } from "./create-log.ts";
export { createMetrics, type GaugeSources, type Metrics, type MetricsOptions, type ModelGauges } from "./metrics.ts";
export { createReplyLog } from "./reply-log.ts";

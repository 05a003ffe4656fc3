/** Log and metrics: what other folders may use of them. */
export { createLog } from "./create-log.ts";
export type { ModelGauges } from "./gauges.ts";
export { createMachineMeter } from "./machine-meter.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { logReplies } from "./reply-log.ts";

/** Log and metrics: what other folders may use of them. */
export { combineObservers } from "./combine-observers.ts";
export { createLog } from "./create-log.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { createReplyLog } from "./reply-log.ts";

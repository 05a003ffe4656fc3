/** The kind of `keep_alive_seconds`. */
import type { KeepAliveSeconds } from "./config.ts";
import { integerOr, type ValueKind } from "./value-kinds.ts";

/** 24 days: what a timer can wait (2^31 ms). Who wants more wants `forever`. */
const longestSeconds = 24 * 86_400;

/** Seconds, or `forever`; -1 is another spelling of that, known from other servers. */
export function keepAlive(): ValueKind<KeepAliveSeconds> {
  const kind = integerOr("forever", { min: 0, max: longestSeconds }, "SECONDS");
  return { ...kind, read: (value, place) => kind.read(value === -1 ? "forever" : value, place) };
}

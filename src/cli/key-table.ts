import type { KeyLimits, StoredApiKey } from "../core/api-key.ts";
import { renderTable } from "./table.ts";

/** For the terminal. */
export function describeKeys(keys: readonly StoredApiKey[], nowMs: number): string {
  if (keys.length === 0) return "There are no keys. Make one with: repartee key add\n";
  const columns = ["key", "label", "scopes", "user", "limits", "state", "last used"].map((title) => ({ title }));
  return renderTable(
    columns,
    keys.map((key) => [
      `${key.id}…`,
      key.label ?? "",
      key.scopes.join(" "),
      key.userId ?? "any",
      describeLimits(key.limits),
      stateOf(key, nowMs),
      key.lastUsedAtMs === undefined ? "never" : minuteOf(key.lastUsedAtMs),
    ]),
  );
}

function describeLimits({ requestsPerMinute, tokensPerMinute, concurrentRequests }: KeyLimits): string {
  const limits = [
    requestsPerMinute === undefined ? [] : [`${requestsPerMinute} requests/min`],
    tokensPerMinute === undefined ? [] : [`${tokensPerMinute} tokens/min`],
    concurrentRequests === undefined ? [] : [`${concurrentRequests} at once`],
  ].flat();
  return limits.length === 0 ? "the server's" : limits.join(", ");
}

function stateOf({ revokedAtMs, expiresAtMs }: StoredApiKey, nowMs: number): string {
  if (revokedAtMs !== undefined) return `revoked ${minuteOf(revokedAtMs)}`;
  if (expiresAtMs === undefined) return "valid";
  return `${expiresAtMs <= nowMs ? "expired" : "valid until"} ${minuteOf(expiresAtMs)}`;
}

/** `2026-11-29 12:30` in UTC. */
function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

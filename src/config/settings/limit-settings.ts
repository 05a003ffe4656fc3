/** What one client may use. All are off by default. */
import { integer, pattern, type ValueKind } from "../kinds/value-kind.ts";
import { setting } from "./setting.ts";

const count: ValueKind<number> = integer({ min: 1, max: 1_000_000_000 }, "N");

export const limitSettings = [
  setting("keyRequestsPerMinute", "Limits", {
    kind: count,
    default: null,
    description: "Requests a minute of each key, where the key has no limit of its own.",
  }),
  setting("keyTokensPerMinute", "Limits", {
    kind: count,
    default: null,
    description: "Tokens a minute of each key, read and written, where the key has no limit of its own.",
  }),
  setting("keyConcurrentRequests", "Limits", {
    kind: count,
    default: null,
    description: "Requests at once of each key, where the key has no limit of its own.",
  }),
  setting("addressRequestsPerMinute", "Limits", {
    kind: count,
    default: null,
    description: "Requests a minute of each address, with a valid key or without; a proxy is one address.",
  }),
  setting("addressTokensPerMinute", "Limits", {
    kind: count,
    default: null,
    description: "Tokens a minute of each address, read and written.",
  }),
  setting("addressConcurrentRequests", "Limits", {
    kind: count,
    default: null,
    description: "Requests at once of each address.",
  }),
  setting("redisUrl", "Limits", {
    kind: pattern("a URL such as redis://USER:PASSWORD@HOST:6379", /^rediss?:\/\/[^\s/]+(?:\/\d+)?$/, {
      placeholder: "URL",
      isSecret: () => true,
    }),
    default: null,
    env: ["REPARTEE_REDIS_URL", "REDIS_URL"],
    flag: null,
    secret: true,
    description: "A Redis in which servers count limits together; without it each counts for itself.",
  }),
];

/** The kind of the setting `upstreams`: a list of groups of keys, each one server that speaks OpenAI's API. */
import type { UpstreamConfig } from "./config.ts";
import { groupList, type GroupReader } from "./group-list.ts";
import { serverUrl } from "./server-url.ts";
import { keyForm } from "./upstream-keys.ts";
import { choice, integer, timeoutMs, type ValueKind } from "./value-kinds.ts";
import { wrongValue } from "./wrong-value.ts";

const name = pattern(/^[a-z0-9._-]+$/, "a name of lower-case letters, digits, dots, underscores and hyphens");
const apiKey = pattern(keyForm, "a key of visible ASCII without spaces");
const apiKeyEnv = pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable");
const dialect = choice(["generic", "openai", "vllm", "llama-server", "localai", "lm-studio", "tgi", "repartee"]);
const sessionHeader = pattern(/^[\w!#$%&'*+.^`|~-]+$/, "the name of a header, such as x-session-id");
const maxConnections = integer({ min: 1, max: 10_000 }, "N");

/** The keys of one upstream, in the order of the docs. */
const upstreamKeys: readonly string[] = [
  "name",
  "base_url",
  "api_key_env",
  "dialect",
  "session_header",
  "max_connections",
  "connect_timeout_ms",
  "first_token_timeout_ms",
  "token_gap_timeout_ms",
  "total_timeout_ms",
];

export function upstreamList(): ValueKind<readonly UpstreamConfig[]> {
  return groupList({
    wished: "a list of servers, each with ",
    needed: "`name` and `base_url`",
    keys: upstreamKeys,
    // A key itself may come from the library only; `load-config.ts` refuses it elsewhere.
    hiddenKeys: ["api_key"],
    readGroup,
  });
}

function readGroup({ has: isGiven, read }: GroupReader): UpstreamConfig {
  const upstream: { -readonly [Key in keyof UpstreamConfig]: UpstreamConfig[Key] } = {
    name: read("name", name),
    baseUrl: read("base_url", serverUrl),
  };
  if (isGiven("api_key")) upstream.apiKey = read("api_key", apiKey, true);
  // Secret: a key may have been written where its name belongs.
  if (isGiven("api_key_env")) upstream.apiKeyEnv = read("api_key_env", apiKeyEnv, true);
  if (isGiven("dialect")) upstream.dialect = read("dialect", dialect);
  if (isGiven("session_header")) upstream.sessionHeader = read("session_header", sessionHeader);
  if (isGiven("max_connections")) upstream.maxConnections = read("max_connections", maxConnections);
  if (isGiven("connect_timeout_ms")) upstream.connectTimeoutMs = read("connect_timeout_ms", timeoutMs);
  if (isGiven("first_token_timeout_ms")) upstream.firstTokenTimeoutMs = read("first_token_timeout_ms", timeoutMs);
  if (isGiven("token_gap_timeout_ms")) upstream.tokenGapTimeoutMs = read("token_gap_timeout_ms", timeoutMs);
  if (isGiven("total_timeout_ms")) upstream.totalTimeoutMs = read("total_timeout_ms", timeoutMs);
  return upstream;
}

function pattern(form: RegExp, wished: string): ValueKind<string> {
  return {
    wished,
    placeholder: "",
    fromText: (given) => given,
    read(value, place) {
      if (typeof value !== "string" || !form.test(value)) throw wrongValue(place, value, wished);
      return value;
    },
  };
}

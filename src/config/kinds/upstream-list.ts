/** The setting `upstreams`: servers with OpenAI's API. */
import { z } from "zod";
import { serverUrl } from "./address-kinds.ts";
import { groupSchema } from "./group-schema.ts";
import { boolean, choice, integer, listOf, pattern, timeoutMs, type ValueKind } from "./value-kind.ts";

/** What an `Authorization` header can carry: RFC 6750's b64token and other visible ASCII. */
export const keyForm: RegExp = /^[\x21-\x7e]+$/;

const dialects = ["generic", "openai", "vllm", "llama-server", "localai", "lm-studio", "tgi", "repartee"] as const;
export type UpstreamDialect = (typeof dialects)[number];

const name = pattern("a name of lower-case letters, digits, dots, underscores and hyphens", /^[a-z0-9._-]+$/);
const apiKey = pattern("a key of visible ASCII without spaces", keyForm);
const apiKeyEnv = pattern("the name of an environment variable", /^[A-Za-z_][A-Za-z0-9_]*$/);
const sessionHeader = pattern("the name of a header, such as x-session-id", /^[\w!#$%&'*+.^`|~-]+$/);

/** In the order of the docs. */
const upstreamSchema = groupSchema("an object with `name` and `base_url`", {
  /** Unique; `openai:NAME/MODEL` refers to it. */
  name: name.schema,
  /** http or https, up to the part before `/chat/completions`. */
  base_url: serverUrl.schema,
  /** More servers with the same models and the same key, besides the one at `base_url`. */
  replicas: z.array(serverUrl.schema, { error: "a list of URLs" }).nullish(),
  /** Where the environment or `.env` has the key. Not for the library, which reads neither. */
  api_key_env: apiKeyEnv.schema.nullish(),
  dialect: choice(dialects).schema.nullish(),
  session_header: sessionHeader.schema.nullish(),
  max_connections: integer({ min: 1, max: 10_000 }, "N").schema.nullish(),
  whole_replies: boolean().schema.nullish(),
  connect_timeout_ms: timeoutMs.schema.nullish(),
  first_token_timeout_ms: timeoutMs.schema.nullish(),
  token_gap_timeout_ms: timeoutMs.schema.nullish(),
  total_timeout_ms: timeoutMs.schema.nullish(),
  /** Only from the library; `load-config.ts` refuses it in files. */
  api_key: apiKey.schema.nullish(),
});

/** One entry of `upstreams`. The docs name the defaults of absent values. */
export type UpstreamConfig = z.output<typeof upstreamSchema>;

/** A key may have been written where its name belongs, and a URL may hold a password. */
const secretKeys: readonly PropertyKey[] = ["api_key", "api_key_env", "base_url", "replicas"];

export function upstreamList(): ValueKind<readonly UpstreamConfig[]> {
  return {
    ...listOf("a list of servers, each with `name` and `base_url`", upstreamSchema),
    isSecret: (path) => path.some((key) => secretKeys.includes(key)),
  };
}

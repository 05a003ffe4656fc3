/** From the name of an environment variable (`api_key_env`) to the key of an upstream. */
import { ReparteeError } from "../core/errors.ts";
import type { Config } from "./config.ts";
import { keyForm, type UpstreamConfig } from "./kinds/upstream-list.ts";

/**
 * The configuration with the keys that its upstreams name; `lookUp` reads the environment and `.env`.
 * @throws ReparteeError `config_invalid` when a name is unset, or the file holds a key itself.
 */
export function withUpstreamKeys(config: Config, lookUp: (name: string) => string | undefined): Config {
  return { ...config, upstreams: config.upstreams.map((upstream) => withKey(upstream, lookUp)) };
}

function withKey(upstream: UpstreamConfig, lookUp: (name: string) => string | undefined): UpstreamConfig {
  const { name, apiKey, apiKeyEnv } = upstream;
  if (apiKey !== undefined) {
    throw new ReparteeError(
      "config_invalid",
      `Cannot use api_key of upstream "${name}": keys do not belong into files`,
      {
        hint: "Put the key into the environment or .env, and the name it has there into api_key_env.",
        param: "upstreams",
      },
    );
  }
  if (apiKeyEnv === undefined) return upstream;
  const key = lookUp(apiKeyEnv);
  if (key === undefined) {
    throw new ReparteeError(
      "config_invalid",
      `Cannot use upstream "${name}": its api_key_env names ${apiKeyEnv}, which neither the environment nor .env sets`,
      { hint: `Set ${apiKeyEnv} to the upstream's key, or remove api_key_env.`, param: "upstreams" },
    );
  }
  if (keyForm.test(key)) return { ...upstream, apiKey: key };
  throw new ReparteeError(
    "config_invalid",
    `Cannot use ${apiKeyEnv} as the key of upstream "${name}": expected visible ASCII without spaces, got characters that a header cannot carry`,
    { hint: "Look for a line break or a space that was copied with the key.", param: "upstreams" },
  );
}

/** The library reads no environment. @throws ReparteeError `config_invalid` when a name is given instead of a key. */
export function refuseKeyNames({ upstreams }: Config): void {
  const named = upstreams.find(({ apiKeyEnv, apiKey }) => apiKeyEnv !== undefined && apiKey === undefined);
  if (named === undefined) return;
  throw new ReparteeError(
    "config_invalid",
    `Cannot use apiKeyEnv of upstream "${named.name}": no environment is read here`,
    { hint: "Pass the key itself as apiKey.", param: "upstreams" },
  );
}

/** One look at each server that models are on, however many models that are. */
import type { Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import { ollamaUrl } from "../engines/ollama/server-address.ts";
import { createReachability, type Reachability } from "../remote/reachability.ts";

export interface ServerReachability {
  ollama(): Reachability;
  /** @param name Of an entry of `upstreams`. */
  upstream(name: string): Reachability;
}

export function createServerReachability(config: Config, clock: Clock): ServerReachability {
  const byUrl = new Map<string, Reachability>();

  function of(url: string): Reachability {
    const found = byUrl.get(url) ?? createReachability({ url, clock });
    byUrl.set(url, found);
    return found;
  }

  return {
    ollama: () => of(new URL("api/version", withSlash(ollamaUrl(ollamaHost(config) ?? ""))).href),
    upstream(name) {
      const found = config.upstreams.find((upstream) => upstream.name === name);
      const urls = [found?.baseUrl ?? "", ...(found?.replicas ?? [])];
      return anyOf(urls.map((url) => of(new URL("models", withSlash(url)).href)));
    },
  };
}

/** One replica that can be reached is enough. */
function anyOf(all: readonly Reachability[]): Reachability {
  return {
    get isDown() {
      return all.every(({ isDown }) => isDown);
    },
    async check() {
      await Promise.all(all.map(async (one) => await one.check()));
    },
  };
}

/** The address as the settings name it; undefined for that of this machine. */
export function ollamaHost({ ollamaHost: host, embeddingHost, embeddingPort }: Config): string | undefined {
  return host ?? (embeddingHost === null ? undefined : `${embeddingHost}:${embeddingPort}`);
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

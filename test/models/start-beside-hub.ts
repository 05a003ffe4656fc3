import { onTestFinished } from "vitest";
import { createRepartee, type Repartee, type ReparteeOptions } from "../../src/index.ts";
import type { HubServer } from "../support/hub-server/index.ts";

/** A server of the test that downloads from `hub`, on the processor, and loads nothing before it is asked. */
export async function startBesideHub(
  hub: HubServer,
  options: ReparteeOptions,
): Promise<{ readonly repartee: Repartee; readonly url: string }> {
  const repartee = await createRepartee({ hubUrl: hub.url, gpuLayers: 0, preload: false, ...options });
  onTestFinished(() => repartee[Symbol.asyncDispose]());
  const { url } = await repartee.listen({ port: 0 });
  return { repartee, url };
}

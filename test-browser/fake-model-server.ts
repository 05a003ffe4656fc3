/** Repartee itself, with models that another server pretends to have: every fault at will, and no weights. */
import { onTestFinished } from "vitest";
import { createRepartee, type ReparteeOptions } from "../src/index.ts";
import { startFakeOpenai } from "../src/testing/fake-openai/fake-openai.ts";

export interface FakeModelServer {
  readonly url: string;
  /** Of the chat requests that the models were asked, oldest first. */
  bodies(): readonly Readonly<Record<string, unknown>>[];
}

/** @param models Names of the fake: `echo`, or `fault-NAME`. */
export async function serveFakeModels(
  models: readonly string[],
  options: ReparteeOptions = {},
): Promise<FakeModelServer> {
  const fake = await startFakeOpenai({ unlisted: true });
  const repartee = await createRepartee({
    models: models.map((name) => ({ name, reference: `openai:other/${name.replace(/ .*/, "")}` })),
    upstreams: [{ name: "other", baseUrl: `${fake.url}/v1` }],
    ...{ databasePath: ":memory:", preload: false, offline: true },
    ...options,
  });
  onTestFinished(async () => {
    await repartee[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const { url } = await repartee.listen({ port: 0 });
  return {
    url,
    bodies: () => fake.requests.filter(({ path }) => path === "/v1/chat/completions").map(({ body }) => body),
  };
}

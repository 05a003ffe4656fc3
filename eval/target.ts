import { createRepartee } from "#repartee/index.js";
import type { EvalOptions } from "./options.ts";

/** The server that is measured. */
export interface Target {
  readonly url: string;
  /** What the table's heading says. */
  readonly name: string;
  stop(): Promise<void>;
}

/** A server of our own with the asked model and nothing that is kept, or the one that runs at `--url`. */
export async function openTarget({ model, url }: Pick<EvalOptions, "model" | "url">): Promise<Target> {
  if (url !== undefined) return { url: url.replace(/\/$/, ""), name: url, stop: async () => {} };
  const repartee = await createRepartee(model === undefined ? {} : { model });
  const stop = async (): Promise<void> => await repartee[Symbol.asyncDispose]();
  try {
    if (model !== undefined) {
      const name = repartee.models.list().at(0)?.name ?? model;
      await repartee.models.load(name);
    }
    const listening = await repartee.listen({ port: 0 });
    return { url: listening.url, name: model ?? "no model", stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** Has the default model read the default persona's prompt when it is loaded, before anybody asks. */
import { join, resolve } from "node:path";
import type { PersonaStore } from "../chat/persona/persona-store.ts";
import { likelyPrompts } from "../chat/prompt/likely-prompts.ts";
import { defaultCacheFolder, type Config } from "../config/index.ts";
import type { LoadedModel } from "../core/engine.ts";
import type { Log } from "../core/log.ts";
import type { EditableModelPool } from "../models/pool/create-model-pool.ts";

export interface ReadAheadDeps {
  readonly pool: Pick<EditableModelPool, "onLoaded">;
  readonly chat: () => Promise<{ readonly personas: Pick<PersonaStore, "get">; readonly defaultPersona: string }>;
  /** The model of requests that name none: others may never be asked as a persona. */
  readonly defaultModel: () => string | undefined;
  readonly log: Log;
}

/** What takes longer to read is worth a file. */
const minReadMs = 500;

export function readPersonasAhead(config: Config, { pool, chat, defaultModel, log }: ReadAheadDeps): void {
  const folder = join(resolve(config.cacheDir ?? defaultCacheFolder()), "prefixes");

  async function readAhead(name: string, model: LoadedModel): Promise<void> {
    if (model.readAhead === undefined || name !== defaultModel()) return;
    try {
      const { personas, defaultPersona } = await chat();
      const persona = await personas.get(defaultPersona);
      for (const prompts of await likelyPrompts(persona, model)) {
        const startedMs = performance.now();
        const result = await model.readAhead({ prompts, keep: { folder, minReadMs } }, model.closed);
        const tookMs = Math.round(performance.now() - startedMs);
        log.debug({ model: name, persona: persona.name, tookMs, ...result }, "persona's prompt was read ahead");
      }
    } catch (thrown) {
      // The first request reads it, as it would have done.
      if (model.closed.aborted) log.debug({ model: name }, "reading a persona's prompt ahead ended with its model");
      else log.warn({ model: name, err: thrown }, "persona's prompt could not be read ahead");
    }
  }

  pool.onLoaded((name, model) => void readAhead(name, model));
}

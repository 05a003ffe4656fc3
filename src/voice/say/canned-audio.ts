import { languages, type Language } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import { toReparteeError } from "../../core/errors.ts";
import { apologies, type ApologyKind } from "./apologies.ts";
import type { createSpeakers } from "./speakers.ts";
import type { SpokenClause } from "./spoken-clause.ts";

/** Apologies as sound, made before they are needed: they can be heard when the voice is dead. */
export interface CannedAudio {
  /** Undefined when no voice could make it. */
  get(kind: ApologyKind, language: Language): SpokenClause | undefined;
  /** Makes them; resolves when all are made, or could not be. */
  make(): Promise<void>;
}

/** The languages come one after another, those of `first` before the others: a voice makes one at a time. */
export function createCannedAudio(
  speakers: ReturnType<typeof createSpeakers>,
  { first, log, signal }: { readonly first: readonly Language[]; readonly log: Log; readonly signal: AbortSignal },
): CannedAudio {
  const made = new Map<string, SpokenClause>();

  async function makeOne(kind: ApologyKind, language: Language): Promise<void> {
    try {
      const clause = await speakers.open({ language }).say(apologies[kind][language], signal);
      if (clause !== undefined) made.set(`${kind} ${language}`, clause);
    } catch (error) {
      log.debug({ kind, language, error: toReparteeError(error).message }, "apology could not be made into sound");
    }
  }

  async function make(): Promise<void> {
    for (const language of [...new Set([...first, ...languages])]) {
      for (const kind of ["not_heard", "voice_lost"] as const) if (!signal.aborted) await makeOne(kind, language);
    }
  }

  return { get: (kind, language) => made.get(`${kind} ${language}`), make };
}

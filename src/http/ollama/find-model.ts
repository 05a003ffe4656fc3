/** Finds the model that a name in Ollama's form means: `llama3.2:3b` is `llama-3.2-3b` here. */
import { ReparteeError } from "../../core/errors.ts";
import type { OnDemandModels } from "../../models/pool/on-demand.ts";
import type { ModelPool } from "../../models/pool/model-pool.ts";

/** What a tag may add to a name without meaning another model. */
const tagWords = /^(latest|instruct|chat|it|text|base|fp16|f16|bf16|i?q\d[a-z0-9]*)*$/;

export interface ModelFinder {
  readonly pool: ModelPool;
  readonly onDemand: OnDemandModels;
}

/** @throws ReparteeError `model_not_found` */
export async function findModel(name: string, { pool, onDemand }: ModelFinder): Promise<string> {
  const exact = await firstFound([name, name.replace(/:latest$/, "")], onDemand);
  if (exact !== undefined) return exact;
  const downloaded = await onDemand.listDownloaded();
  const names = [...pool.list(), ...downloaded].map((model) => model.name);
  const meant = nameMeant(name, names);
  const found = meant === undefined ? undefined : await onDemand.find(meant);
  if (found !== undefined) return found;
  throw new ReparteeError("model_not_found", `model ${JSON.stringify(name)} not found`, {
    param: "model",
    hint: onDemand.hint(name),
  });
}

/** The one of `names` that a name in Ollama's form means; undefined where none or several may be meant. */
export function nameMeant(name: string, names: readonly string[]): string | undefined {
  const wanted = plain(name);
  const spelled = [...new Set(names)].map((one) => ({ one, plain: plain(one) }));
  const same = spelled.find((known) => known.plain === wanted);
  if (same !== undefined) return same.one;
  // `llama3.2:3b-instruct-q4_K_M`: the tag says more than the name.
  const shorter = spelled.filter(
    (known) => wanted.startsWith(known.plain) && tagWords.test(wanted.slice(known.plain.length)),
  );
  if (shorter.length > 0) return shorter.reduce((a, b) => (b.plain.length > a.plain.length ? b : a)).one;
  // `llama3.2`: no size, and there is one of that name only.
  const isTagless = !name.includes(":") || name.endsWith(":latest");
  const longer = isTagless ? spelled.filter(({ one }) => plain(one.replace(/-\d+(\.\d+)?[bm]$/i, "")) === wanted) : [];
  return longer.length === 1 ? longer[0]?.one : undefined;
}

/** Letters and digits alone, without the tag that says nothing. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/:latest$/, "")
    .replaceAll(/[^a-z0-9]/g, "");
}

/** Ollama's names have tags. */
export function taggedName(name: string): string {
  return name.includes(":") ? name : `${name}:latest`;
}

async function firstFound(names: readonly string[], onDemand: OnDemandModels): Promise<string | undefined> {
  for (const name of new Set(names)) {
    const found = await onDemand.find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

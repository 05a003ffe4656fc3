import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Upstream } from "../../remote/upstream.ts";
import type { Dialect } from "./dialects.ts";
import { modelList, type WireModel } from "./wire.ts";

export interface ListedModel {
  readonly id: string;
  /** Tokens that one conversation can span, where the upstream lists it. */
  readonly contextWindowTokens?: number;
}

/** What an upstream's `/models` names. @throws ReparteeError as `Upstream.ask`. */
export async function listModels(upstream: Upstream, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const { data } = modelList.parse(await upstream.ask({ method: "GET", path: "/models" }, signal));
  return (data ?? []).flatMap((model): ListedModel[] =>
    model?.id == null ? [] : [{ id: model.id, contextWindowTokens: contextWindowOf(model) }],
  );
}

function contextWindowOf(model: WireModel): number | undefined {
  const { max_model_len, meta, repartee, context_window, context_length } = model;
  return max_model_len ?? meta?.n_ctx ?? repartee?.context_window ?? context_window ?? context_length ?? undefined;
}

/** Names that are shown when one is not found. */
const maxNamesShown = 5;

/**
 * The model at the upstream. Upstreams without `/models`, and dialects that answer under any name, are believed.
 * @throws ReparteeError `model_not_found` and all of `Upstream.ask`.
 */
export async function findModel(
  upstream: Upstream,
  { model, dialect, log }: { readonly model: string; readonly dialect: Dialect; readonly log: Log },
  signal: AbortSignal,
): Promise<ListedModel> {
  const listed = await listIfPossible(upstream, log, signal);
  const found = listed?.find(({ id }) => id === model);
  if (found !== undefined) return found;
  if (listed === undefined) return { id: model };
  if (!dialect.listsItsModels) return { ...listed[0], id: model };
  const names = listed.slice(0, maxNamesShown).map(({ id }) => id);
  const more = listed.length > maxNamesShown ? `, and ${listed.length - maxNamesShown} more` : "";
  const message = `Cannot load model "${model}": upstream "${upstream.name}" does not list it`;
  throw new ReparteeError("model_not_found", message, {
    hint: names.length === 0 ? "It lists no models at all." : `It has ${names.join(", ")}${more}.`,
    facts: { upstream: upstream.name },
  });
}

async function listIfPossible(
  upstream: Upstream,
  log: Log,
  signal: AbortSignal,
): Promise<readonly ListedModel[] | undefined> {
  try {
    return await listModels(upstream, signal);
  } catch (thrown) {
    const status = thrown instanceof ReparteeError ? thrown.facts["status"] : undefined;
    if (status !== 404 && status !== 405) throw thrown;
    log.debug({ upstream: upstream.name }, "upstream has no list of its models");
    return undefined;
  }
}

import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { countOf, type Fields, fieldsOf, listOf, textOf } from "../../remote/json-fields.ts";
import type { Upstream } from "../../remote/upstream.ts";
import type { Dialect } from "./dialects.ts";

export interface ListedModel {
  readonly id: string;
  /** Tokens that one conversation can span, where the upstream lists it. */
  readonly contextWindowTokens?: number;
}

/** What an upstream's `/models` names. @throws ReparteeError as `Upstream.ask`. */
export async function listModels(upstream: Upstream, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const { data } = await upstream.ask({ method: "GET", path: "/models" }, signal);
  return listOf(data).flatMap((entry): ListedModel[] => {
    const fields = fieldsOf(entry);
    const id = textOf(fields["id"]);
    const contextWindowTokens = contextWindowOf(fields);
    return id === undefined ? [] : [{ id, contextWindowTokens }];
  });
}

/** vLLM, llama-server, another Repartee, and what hosted services have. */
function contextWindowOf(model: Fields): number | undefined {
  return (
    countOf(model["max_model_len"]) ??
    countOf(fieldsOf(model["meta"])["n_ctx"]) ??
    countOf(fieldsOf(model["repartee"])["context_window"]) ??
    countOf(model["context_window"]) ??
    countOf(model["context_length"])
  );
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

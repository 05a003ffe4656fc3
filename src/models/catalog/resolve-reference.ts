import { ReparteeError } from "../../core/errors.ts";
import { parseModelReference } from "../../core/model-reference.ts";
import type { HubReference, ModelReference } from "../../core/model-reference.ts";
import type { CatalogEntry, CatalogFile } from "./catalog-entry.ts";
import { fileOf } from "./catalog.ts";
import type { Catalog } from "./catalog.ts";

/** What a reference means, once the catalog was asked. */
export type ResolvedReference =
  | Exclude<ModelReference, { readonly kind: "hub" | "unknown" }>
  /** A model of the catalog, and which of its files. */
  | { readonly kind: "catalog"; readonly name: string; readonly entry: CatalogEntry; readonly file: CatalogFile }
  /** A repository that the catalog does not know: what is in it must be looked up. */
  | {
      readonly kind: "repository";
      readonly name: string;
      readonly repository: string;
      readonly revision: string;
      readonly file?: string;
      readonly quantization?: string;
    };

const defaultRevision = "main";

/**
 * Finds out what a user means by a reference, in every form that `parseModelReference` knows and by the names of the
 * catalog, with `:quantization` behind them at will (`llama-3.2-3b:Q8_0`).
 * @throws ReparteeError `model_not_found` with what to write instead.
 */
export function resolveReference(reference: string, catalog: Catalog): ResolvedReference {
  const parsed = parseModelReference(reference);
  switch (parsed.kind) {
    case "unknown":
      return resolveName(parsed, catalog);
    case "hub":
      return resolveRepository(parsed, catalog);
    default:
      return parsed;
  }
}

function resolveName(
  { name, problem }: Extract<ModelReference, { readonly kind: "unknown" }>,
  catalog: Catalog,
): ResolvedReference {
  if (problem !== undefined) {
    throw new ReparteeError("model_not_found", `Cannot read model reference ${JSON.stringify(name)}: ${problem}`);
  }
  const whole = catalog.find(name);
  if (whole !== undefined) return ofCatalog(whole, undefined, name);
  const colon = name.lastIndexOf(":");
  const entry = colon === -1 ? undefined : catalog.find(name.slice(0, colon));
  if (entry !== undefined) return ofCatalog(entry, name.slice(colon + 1), name);
  throw new ReparteeError(
    "model_not_found",
    `Cannot find model ${JSON.stringify(name)}: no entry of the catalog has this name`,
    {
      hint: `Known are ${nearestNames(name, catalog).join(", ")}. A file is named by its path, such as ./model.gguf, a repository by owner/name.`,
    },
  );
}

/** An id that the catalog knows means the entry, whose files are known to work; `hf:` means what it says. */
function resolveRepository(reference: HubReference, catalog: Catalog): ResolvedReference {
  const { repository, revision, file, quantization, name, explicit } = reference;
  const entry = catalog.findRepository(repository);
  if (entry !== undefined && (!explicit || (isWhole(reference) && entry.form !== "gguf"))) {
    return ofCatalog(entry, undefined, name);
  }
  if (entry !== undefined && entry.repository.toLowerCase() === repository.toLowerCase() && revision === undefined) {
    const known = file === undefined ? fileOf(entry, quantization) : entry.files.find((one) => one.file === file);
    if (known !== undefined) return { kind: "catalog", name, entry, file: known };
  }
  return {
    kind: "repository",
    name,
    repository,
    revision: revision ?? defaultRevision,
    ...(file === undefined ? {} : { file }),
    ...(quantization === undefined ? {} : { quantization }),
  };
}

/** Nothing was said but the repository. */
function isWhole({ revision, file, quantization }: HubReference): boolean {
  return revision === undefined && file === undefined && quantization === undefined;
}

function ofCatalog(entry: CatalogEntry, quantization: string | undefined, asked: string): ResolvedReference {
  const file = fileOf(entry, quantization);
  if (file === undefined) {
    const known = entry.files.map((one) => one.quantization).join(", ");
    throw new ReparteeError(
      "model_not_found",
      `Cannot find model ${JSON.stringify(asked)}: the catalog has ${entry.name} as ${known}`,
      { hint: `Take one of these, or name the repository: hf:${entry.repository}:${quantization ?? ""}` },
    );
  }
  const name = quantization === undefined ? entry.name : `${entry.name}:${file.quantization}`;
  return { kind: "catalog", name, entry, file };
}

/** Names that share the longest beginning with what was asked; all chat models when none shares three letters. */
function nearestNames(asked: string, { entries }: Catalog): string[] {
  const wanted = asked.toLowerCase();
  const shared = (name: string): number => {
    let length = 0;
    while (length < wanted.length && wanted[length] === name[length]) length += 1;
    return length;
  };
  const near = entries.map(({ name }) => name).filter((name) => shared(name) >= 3);
  const names = near.length > 0 ? near : entries.filter(({ role }) => role === "chat").map(({ name }) => name);
  return names.toSorted((one, other) => shared(other) - shared(one));
}

import { ReparteeError } from "../../core/errors.ts";
import { parseModelReference, type HubReference, type ModelReference } from "../../core/model-reference.ts";
import { quantizationClassOf } from "../../core/quantization.ts";
import type { RegistryEntry, RegistryFile } from "./registry-entry.ts";
import { fileOf, type ModelRegistry } from "./model-registry.ts";

/** What a reference means, once the registry was asked. */
export type ResolvedReference =
  | Exclude<ModelReference, { readonly kind: "hub" | "unknown" }>
  /** A model of the registry, and which of its files; in a form other than GGUF the requested quantization is kept as it was written. */
  | {
      readonly kind: "registry";
      readonly name: string;
      readonly entry: RegistryEntry;
      readonly file: RegistryFile;
      readonly quantization?: string;
    }
  /** A repository that the registry does not know: what is in it must be looked up. */
  | {
      readonly kind: "repository";
      readonly name: string;
      readonly repository: string;
      readonly revision: string;
      readonly file?: string;
      readonly quantization?: string;
    };

/** A quantization besides the one that a reference names: a file's (`Q4_K_M`) or a class (`q4`, `q8`, `f16`). */
export interface RequestedQuantization {
  /** Takes the place of the reference's own. */
  readonly instead?: string | undefined;
  /** For references that name none. */
  readonly otherwise?: string | undefined;
}

const defaultRevision = "main";

/**
 * Finds out what a user means by a reference, in every form that `parseModelReference` knows and by the names of the
 * registry, with `:quantization` behind them at will (`llama-3.2-3b:Q8_0`).
 * @throws ReparteeError `model_not_found` with what to write instead.
 */
export function resolveReference(
  reference: string,
  registry: ModelRegistry,
  requested: RequestedQuantization = {},
): ResolvedReference {
  const parsed = parseModelReference(reference);
  switch (parsed.kind) {
    case "unknown":
      return resolveName(parsed, registry, requested);
    case "hub":
      return resolveRepository(parsed, registry, requested);
    case "package": {
      const known = registry.findPackage(parsed);
      return known === undefined ? parsed : { kind: "registry", name: parsed.name, ...known };
    }
    default:
      return parsed;
  }
}

function resolveName(
  { name, problem }: Extract<ModelReference, { readonly kind: "unknown" }>,
  registry: ModelRegistry,
  requested: RequestedQuantization,
): ResolvedReference {
  if (problem !== undefined) {
    const message = `Cannot read model reference ${JSON.stringify(name)}: ${problem}`;
    throw new ReparteeError("model_not_found", message, { hint: "Other forms: docs/models.md, section References." });
  }
  const whole = registry.find(name);
  if (whole !== undefined) return ofRegistry(whole, requested.instead ?? requested.otherwise, name);
  const colon = name.lastIndexOf(":");
  const entry = colon === -1 ? undefined : registry.find(name.slice(0, colon));
  if (entry !== undefined) return ofRegistry(entry, requested.instead ?? name.slice(colon + 1), name);
  throw new ReparteeError(
    "model_not_found",
    `Cannot find model ${JSON.stringify(name)}: no entry of the registry has this name`,
    {
      hint: `Known are ${nearestNames(name, registry).join(", ")}. A file is named by its path, such as ./model.gguf, a repository by owner/name.`,
    },
  );
}

/** An id that the registry knows means the entry, whose files are known to work; `hf:` means what it says. */
function resolveRepository(
  reference: HubReference,
  registry: ModelRegistry,
  requested: RequestedQuantization,
): ResolvedReference {
  const { repository, revision, name, explicit } = reference;
  // A file is one quantization, and no other is taken for it unless somebody says so.
  const file = requested.instead === undefined ? reference.file : undefined;
  const usual = file === undefined ? requested.otherwise : undefined;
  const quantization = requested.instead ?? reference.quantization ?? usual;
  const entry = registry.findRepository(repository);
  const isWhole = revision === undefined && file === undefined;
  if (entry !== undefined && (!explicit || (isWhole && entry.form !== "gguf"))) {
    return ofRegistry(entry, quantization, name);
  }
  if (entry !== undefined && entry.repository.toLowerCase() === repository.toLowerCase() && revision === undefined) {
    const known = file === undefined ? fileOf(entry, quantization) : entry.files.find((one) => one.file === file);
    if (known !== undefined) return { kind: "registry", name, entry, file: known };
  }
  return { kind: "repository", name, repository, revision: revision ?? defaultRevision, file, quantization };
}

function ofRegistry(entry: RegistryEntry, quantization: string | undefined, asked: string): ResolvedReference {
  const isGguf = entry.form === "gguf";
  const file = fileOf(entry, isGguf ? quantization : undefined);
  // What is converted, and what comes as several networks, knows the classes only.
  const requested = isGguf || quantization === undefined ? file?.quantization : quantizationClassOf(quantization);
  if (file === undefined || requested === undefined) {
    const known = isGguf ? entry.files.map((one) => one.quantization).join(", ") : "q4, q8, f16";
    throw new ReparteeError(
      "model_not_found",
      `Cannot find model ${JSON.stringify(asked)}: the registry has ${entry.name} as ${known}`,
      { hint: `Take one of these, or name the repository: hf:${entry.repository}:${quantization ?? ""}` },
    );
  }
  if (quantization === undefined) return { kind: "registry", name: entry.name, entry, file };
  return { kind: "registry", name: `${entry.name}:${requested}`, entry, file, quantization: requested };
}

/** Names that share the longest beginning with what was asked; all chat models when none shares three letters. */
function nearestNames(asked: string, { entries }: ModelRegistry): string[] {
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

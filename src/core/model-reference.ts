/** A model as users name it, told apart by its form. */
export type ModelReference =
  | { readonly kind: "gguf-file"; readonly path: string; readonly name: string }
  | { readonly kind: "built-in"; readonly engine: "echo" | "template"; readonly name: string }
  /** `model` is the name that the Ollama server knows, tag included. */
  | { readonly kind: "ollama"; readonly model: string; readonly name: string }
  /** `upstream` is an entry of the setting `upstreams`; `model` may contain slashes. */
  | { readonly kind: "openai"; readonly upstream: string; readonly model: string; readonly name: string }
  | { readonly kind: "unknown"; readonly name: string };

/**
 * Reads a reference: a path ending in `.gguf`, the built-in engines `echo` and `template`, `ollama:MODEL`, or
 * `openai:UPSTREAM/MODEL`. Anything else is `unknown`, and the caller decides what to tell.
 */
export function parseModelReference(reference: string): ModelReference {
  if (reference === "echo" || reference === "template") return { kind: "built-in", engine: reference, name: reference };
  const ollama = /^ollama:(?<model>\S+)$/.exec(reference)?.groups?.["model"];
  if (ollama !== undefined) return { kind: "ollama", model: ollama, name: ollama };
  const { upstream, model } = /^openai:(?<upstream>[a-z0-9._-]+)\/(?<model>\S+)$/.exec(reference)?.groups ?? {};
  if (upstream !== undefined && model !== undefined) return { kind: "openai", upstream, model, name: model };
  if (/\.gguf$/i.test(reference)) return { kind: "gguf-file", path: reference, name: ggufModelName(reference) };
  return { kind: "unknown", name: reference };
}

/** `models/Llama-3.2-3B-Q4_K_M.gguf` → `Llama-3.2-3B-Q4_K_M`. Understands both kinds of slashes. */
function ggufModelName(path: string): string {
  const file = path.split(/[/\\]/).at(-1) ?? path;
  return file.replace(/\.gguf$/i, "");
}

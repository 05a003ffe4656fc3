import { readFileSync } from "node:fs";

/** Versions of what this engine is made of. */
export interface LibraryVersion {
  /** Of node-llama-cpp, such as `3.22.1`; undefined when it is not installed. */
  readonly nodeLlamaCpp?: string;
  /** Release of llama.cpp that its binaries were built from. */
  readonly llamaCpp?: string;
}

/** Reads two small files; no native code is loaded. */
export function libraryVersion(): LibraryVersion {
  const nodeLlamaCpp = readField("../package.json", "version");
  const llamaCpp = readField("../llama/binariesGithubRelease.json", "release");
  return { nodeLlamaCpp, llamaCpp };
}

/** `path` starts at the package's entry. */
function readField(path: string, field: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(new URL(path, import.meta.resolve("node-llama-cpp")), "utf8"));
    const value: unknown = typeof content === "object" && content !== null ? Reflect.get(content, field) : undefined;
    return typeof value === "string" ? value : undefined;
  } catch {
    // Not installed, or laid out otherwise: the doctor says that the version is not known.
    return undefined;
  }
}

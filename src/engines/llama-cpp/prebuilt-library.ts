/**
 * Starts the prebuilt library for the processor as the binding does, without what it does first on Linux: loading it in a
 * process of its own to see whether that process survives, which takes longer than all else of the start. A model has
 * its own process here, whose death is reported with its reason. Of a GPU's library, whose drivers may well crash, the
 * binding's trial stays.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:process";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { Llama } from "node-llama-cpp";
import type { LlamaOptions } from "node-llama-cpp";

/** The binding's own way to an instance, which its types leave out. */
type CreateLlama = (parts: {
  readonly bindings: unknown;
  readonly bindingPath: string;
  readonly buildType: "prebuilt";
  readonly buildMetadata: unknown;
  readonly logLevel: LlamaOptions["logLevel"];
  readonly logger: LlamaOptions["logger"];
  readonly vramPadding: number;
  readonly ramPadding: (totalBytes: number) => number;
  readonly debug: boolean;
  readonly numa: false;
  readonly tempDir: false;
}) => Promise<Llama>;

/** The binding's default on Linux: what a model has to leave to all else. */
function ramPadding(totalBytes: number): number {
  return Math.floor(Math.min(totalBytes / 4, 2 ** 30));
}

/**
 * @returns undefined where the binding has to find a library itself and to say what is wrong: on other systems, for one
 * built on this machine, or where this one cannot be opened.
 */
export async function startPrebuiltLibrary(
  options: Pick<LlamaOptions, "logLevel" | "logger">,
): Promise<Llama | undefined> {
  const folder = platform === "linux" ? prebuiltFolder() : undefined;
  if (folder === undefined) return undefined;
  const bindingPath = join(folder, "llama-addon.node");
  const bindings = loadBinding(bindingPath);
  if (bindings === undefined) return undefined;
  const buildMetadata: unknown = JSON.parse(readFileSync(join(folder, "_nlcBuildMetadata.json"), "utf8"));
  const create = Reflect.get(Llama, "_create") as CreateLlama;
  return await create.call(Llama, {
    bindings,
    bindingPath,
    buildType: "prebuilt",
    buildMetadata,
    logLevel: options.logLevel,
    logger: options.logger,
    vramPadding: 0,
    ramPadding,
    debug: false,
    numa: false,
    tempDir: false,
  });
}

function loadBinding(path: string): unknown {
  try {
    return createRequire(import.meta.url)(path);
  } catch {
    // A C library that is too old or another one, such as musl.
    return undefined;
  }
}

function prebuiltFolder(): string | undefined {
  const name = `linux-${arch === "arm" ? "armv7l" : arch}`;
  try {
    const own = fileURLToPath(new URL("../llama/localBuilds", import.meta.resolve("node-llama-cpp")));
    const entry = fileURLToPath(import.meta.resolve(`@node-llama-cpp/${name}`));
    const folder = join(entry, "..", "..", "bins", name);
    return !existsSync(own) && existsSync(join(folder, "llama-addon.node")) ? folder : undefined;
  } catch {
    // Not installed: the binding says so in its own words.
    return undefined;
  }
}

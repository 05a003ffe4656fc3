/** Packages that a plain install leaves out, because they are large or of use on few machines, by the engine they serve. */

export const engineNames = ["llama-cpp", "onnx", "speech", "aac", "cuda", "vulkan"] as const;
export type EngineName = (typeof engineNames)[number];

export interface EnginePackage {
  readonly name: string;
  /** A version or a range, as npm reads it. */
  readonly version: string;
}

/** The release of node-llama-cpp: its binaries are of no use to any other. */
const llamaRelease = "3.22.1";

/** As `${process.platform}-${process.arch}`. */
const processorBuilds: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-armv7l",
  "linux-riscv64": "linux-riscv64",
  "darwin-arm64": "mac-arm64-metal",
  "darwin-x64": "mac-x64",
  "win32-x64": "win-x64",
  "win32-arm64": "win-arm64",
};
const cudaBuilds: Readonly<Record<string, readonly string[]>> = {
  // The second holds what the first needs of other releases of CUDA.
  "linux-x64": ["linux-x64-cuda", "linux-x64-cuda-ext"],
  "win32-x64": ["win-x64-cuda", "win-x64-cuda-ext"],
};
const vulkanBuilds: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64-vulkan",
  "win32-x64": "win-x64-vulkan",
};

/**
 * @param platform As `linux-x64`: operating system and processor, in Node's words.
 * @returns None where there is no build of the engine for the platform.
 */
export function packagesOf(engine: EngineName, platform: string): readonly EnginePackage[] {
  switch (engine) {
    case "llama-cpp":
      return [processorBuilds[platform] ?? []].flat().map(llamaBuild);
    case "cuda":
      return (cudaBuilds[platform] ?? []).map(llamaBuild);
    case "vulkan":
      return [vulkanBuilds[platform] ?? []].flat().map(llamaBuild);
    case "onnx":
      return [{ name: "@huggingface/transformers", version: "~4.3.1" }];
    case "speech":
      return [
        { name: "sherpa-onnx-node", version: "^1.13.8" },
        { name: "@echogarden/espeak-ng-emscripten", version: "^0.3.5" },
      ];
    case "aac":
      return [{ name: "@audio/decode-aac", version: "^1.6.0" }];
  }
}

function llamaBuild(build: string): EnginePackage {
  return { name: `@node-llama-cpp/${build}`, version: llamaRelease };
}

/** What is typed to install an engine, in a project, a clone or for all users of a machine. */
export function installLine(engine: EngineName): string {
  return `npx repartee engines add ${engine}`;
}

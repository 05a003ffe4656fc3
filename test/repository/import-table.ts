/**
 * Who may import whom: the house's only wall plan. CONTRIBUTING.md shows the same rows, and `import-table.test.ts` walks
 * every import of `src/` against them.
 */
export interface ImportRow {
  /** A folder of `src/`, or a single file that has rights of its own. */
  readonly from: string;
  /** Folders and files of `src/` it may import, besides itself. */
  readonly mayImport: readonly string[];
  /** Packages it owns: nothing else imports them unless its row says so as well. */
  readonly packages: readonly string[];
  /** May use `node:*`. */
  readonly usesNode: boolean;
}

const engineMayImport = ["core", "schema", "telemetry"];

export const importTable: readonly ImportRow[] = [
  { from: "core", mayImport: [], packages: [], usesNode: false },
  { from: "schema", mayImport: ["core"], packages: ["zod", "yaml"], usesNode: false },
  { from: "config", mayImport: ["core", "schema"], packages: ["yaml", "zod"], usesNode: true },
  { from: "telemetry", mayImport: ["core"], packages: ["pino", "prom-client"], usesNode: true },
  { from: "engines/echo", mayImport: engineMayImport, packages: [], usesNode: false },
  {
    from: "engines/llama-cpp",
    mayImport: engineMayImport,
    packages: ["node-llama-cpp", "@huggingface/jinja", "zod"],
    usesNode: true,
  },
  {
    from: "engines/transformers",
    mayImport: engineMayImport,
    packages: ["@huggingface/transformers", "zod"],
    usesNode: true,
  },
  { from: "engines/ollama", mayImport: [...engineMayImport, "remote"], packages: ["zod"], usesNode: false },
  {
    from: "engines/openai-compatible",
    mayImport: [...engineMayImport, "remote"],
    packages: ["eventsource-parser", "zod"],
    usesNode: true,
  },
  { from: "engines/template", mayImport: engineMayImport, packages: [], usesNode: false },
  {
    from: "engines/registry.ts",
    mayImport: [
      "core",
      "engines/echo",
      "engines/llama-cpp",
      "engines/ollama",
      "engines/openai-compatible",
      "engines/template",
      "engines/transformers",
    ],
    packages: [],
    usesNode: false,
  },
  { from: "remote", mayImport: ["core", "schema"], packages: ["zod"], usesNode: true },
  { from: "runners", mayImport: ["core", "schema", "telemetry"], packages: ["zod"], usesNode: true },
  { from: "runners/child/main.ts", mayImport: ["engines/registry.ts", "runners"], packages: [], usesNode: true },
  { from: "models", mayImport: ["core", "schema", "telemetry"], packages: ["tar", "yauzl", "zod"], usesNode: true },
  { from: "serving", mayImport: ["core", "models", "telemetry"], packages: [], usesNode: true },
  {
    from: "chat",
    mayImport: ["core", "schema", "serving", "telemetry"],
    packages: ["eld", "zod"],
    usesNode: true,
  },
  { from: "recommend", mayImport: ["core", "schema", "serving", "telemetry"], packages: ["zod"], usesNode: true },
  { from: "storage", mayImport: ["core", "telemetry"], packages: ["kysely", "libsql", "pg"], usesNode: true },
  { from: "limits", mayImport: ["core"], packages: ["@redis/client"], usesNode: false },
  {
    from: "http",
    mayImport: ["audio", "chat", "core", "models", "recommend", "schema", "serving", "telemetry", "voice"],
    packages: ["@fastify/busboy", "fastify", "ws", "zod"],
    usesNode: true,
  },
  {
    from: "audio",
    mayImport: ["core"],
    packages: [
      "@mediabunny/aac-encoder",
      "@mediabunny/flac-encoder",
      "@wasm-audio-decoders/flac",
      "@wasm-audio-decoders/ogg-vorbis",
      "mediabunny",
      "mpg123-decoder",
      "opus-decoder",
      "opusscript",
      "wasm-media-encoders",
    ],
    usesNode: false,
  },
  {
    from: "speech",
    mayImport: ["audio", "core", "remote", "runners"],
    packages: ["@audio/decode-aac", "@echogarden/espeak-ng-emscripten", "sherpa-onnx-node", "zod"],
    usesNode: true,
  },
  { from: "voice", mayImport: ["audio", "core"], packages: [], usesNode: false },
  { from: "wyoming", mayImport: ["audio", "core", "voice"], packages: [], usesNode: true },
  { from: "testing", mayImport: ["core", "models"], packages: [], usesNode: true },
  {
    from: "models/fit/hardware/gpu-child.ts",
    mayImport: ["models"],
    packages: ["node-llama-cpp"],
    usesNode: true,
  },
  {
    from: "assembly",
    mayImport: [
      "assembly/llama-cpp-runner.ts",
      "chat",
      "config",
      "core",
      "engines/echo",
      "engines/llama-cpp",
      "engines/ollama",
      "engines/openai-compatible",
      "engines/template",
      "engines/transformers",
      "limits",
      "models",
      "recommend",
      "remote",
      "runners",
      "serving",
      "speech",
      "storage",
      "telemetry",
      "voice",
    ],
    packages: [],
    usesNode: true,
  },
  {
    from: "assembly/llama-cpp-runner.ts",
    mayImport: ["assembly", "config", "core", "engines/llama-cpp", "runners"],
    packages: [],
    usesNode: false,
  },
  {
    from: "app.ts",
    mayImport: [
      "assembly",
      "assembly/llama-cpp-runner.ts",
      "chat",
      "config",
      "core",
      "engines/llama-cpp",
      "engines/template",
      "http",
      "models",
      "recommend",
      "serving",
      "telemetry",
      "wyoming",
    ],
    packages: [],
    usesNode: true,
  },
  {
    from: "api",
    mayImport: ["app.ts", "audio", "chat", "config", "core", "models", "recommend", "schema", "serving", "voice"],
    packages: ["zod"],
    usesNode: false,
  },
  {
    from: "index.ts",
    mayImport: ["api", "app.ts", "chat", "config", "core", "models", "recommend", "serving", "voice"],
    packages: [],
    usesNode: false,
  },
  {
    from: "cli",
    mayImport: ["app.ts", "assembly/llama-cpp-runner.ts", "audio", "config", "core", "schema", "telemetry", "voice"],
    packages: ["commander", "zod"],
    usesNode: true,
  },
];

/**
 * Folders with an order of their own: a folder in them imports only folders of later layers. Files that lie in the
 * folder itself are under all of them.
 */
export const layers: Readonly<Record<string, readonly (readonly string[])[]>> = {
  models: [["pool"], ["loading"], ["local"], ["packages"], ["download"], ["hub", "registry"], ["fit"], ["formats"]],
  "models/formats": [["convert", "offsets"], ["checkpoint"], ["pickle", "zip"], ["gguf"]],
};

/** Layers as CONTRIBUTING.md shows them. */
export function describeLayers(room: string, order: readonly (readonly string[])[]): string {
  return `\`${room}\`: ${order.map((names) => names.map((name) => `\`${name}\``).join(", ")).join(" > ")}`;
}

/** Names that say nothing: a helper lives beside its only user, or is a named file of `core/`. */
export const forbiddenNames: readonly string[] = [
  "utils",
  "util",
  "helpers",
  "common",
  "lib",
  "misc",
  "services",
  "types",
];

/** A row as CONTRIBUTING.md shows it. */
export function describeRow({ from, mayImport, packages, usesNode }: ImportRow): readonly string[] {
  const names = (list: readonly string[]): string =>
    list.length === 0 ? "–" : list.map((name) => `\`${name}\``).join(", ");
  return [`\`${from}\``, names(mayImport), names(packages), usesNode ? "yes" : "no"];
}

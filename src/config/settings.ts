/**
 * Every setting, as data: flags, environment names, the keys of the file, `--help`, `repartee config` and the table of
 * docs/configuration.md are all made from or compared with this one list.
 *
 * A setting has one name in four spellings: `context_size` in YAML, `REPARTEE_CONTEXT_SIZE` in the environment,
 * `--context-size` as a flag, `contextSize` in TypeScript. Only what a rule cannot give is written out.
 */
import { byteSizeOrAuto } from "./byte-size-kind.ts";
import type { Config, SettingName } from "./config.ts";
import { catalogEntries } from "./catalog-entries.ts";
import { databasePath, postgresqlUrl } from "./database-kinds.ts";
import { catalogueList } from "./catalogue-list.ts";
import * as load from "./load-kinds.ts";
import { modelList } from "./model-list.ts";
import * as ollama from "./ollama-kinds.ts";
import { pathPrefix } from "./path-prefix-kind.ts";
import { upstreamList } from "./upstream-list.ts";
import { boolean, choice, integer, list, text, timeoutMs, type ValueKind } from "./value-kinds.ts";

/** The heading that a setting stands under in `--help` and in the docs. */
export type SettingGroup = "Model" | "Downloads" | "Upstreams" | "Recommendations" | "Server" | "Compat" | "Storage" | "Queue" | "Clocks" | "Replies" | "Log";

export interface Setting<Name extends SettingName = SettingName> {
  /** The property of `Config`. */
  readonly name: Name;
  /** In YAML. */
  readonly key: string;
  /** Names in the environment, strongest first; none when the value does not fit one line of text. */
  readonly env: readonly string[];
  /** Such as `--port`; null for secrets (a process list shows flags) and what does not fit one line of text. */
  readonly flag: string | null;
  /** What stands when no source names it; null means off. */
  readonly default: Config[Name];
  /** One sentence for `--help` and the docs. */
  readonly description: string;
  readonly group: SettingGroup;
  /** Never shown: not in `repartee config`, not in an error. */
  readonly secret: boolean;
  readonly kind: ValueKind<NonNullable<Config[Name]>>;
}

export type AnySetting = { [Name in SettingName]: Setting<Name> }[SettingName];

export const settings: readonly AnySetting[] = [
  setting("model", "Model", {
    kind: text(
      "a path ending in .gguf, a folder, a name of the catalog, owner/repository, hf:owner/repository, ollama:MODEL, openai:UPSTREAM/MODEL, echo, template or the name of an entry of models",
      "MODEL",
    ),
    default: null,
    description:
      "The default model: a path to a .gguf file or a folder, a name of the catalog, a repository, `ollama:MODEL`, `openai:UPSTREAM/MODEL`, `echo`, `template`, or the name of an entry of `models`.",
  }),
  setting("models", "Model", {
    kind: modelList(),
    default: [],
    env: [],
    flag: null,
    description:
      "More models: a list of `reference`, `name` and load settings; the first is the default without `model`.",
  }),
  setting("contextSize", "Model", {
    kind: load.contextSize,
    default: "auto",
    description:
      "Tokens that one conversation can span; auto is 4096, or what the model was trained on if that is less.",
  }),
  setting("slots", "Model", {
    kind: load.slots,
    default: 4,
    description: "Requests that one model answers at once; more wait.",
  }),
  setting("threads", "Model", {
    kind: load.threads,
    default: "auto",
    description:
      "CPU threads a model, at most one a core; auto looks for the fastest number while it runs, and is one below 64 MiB.",
  }),
  setting("gpuLayers", "Model", {
    kind: load.gpuLayers,
    default: "auto",
    description: "Layers on the GPU: auto puts as many there as fit, 0 keeps all on the CPU.",
  }),
  setting("batchSize", "Model", {
    kind: load.batchSize,
    default: "auto",
    description: "Prompt tokens evaluated in one step.",
  }),
  setting("lora", "Model", {
    kind: load.lora,
    default: null,
    description: "A LoRA adapter in GGUF form for the model named by `model`.",
  }),
  setting("quantization", "Model", {
    kind: load.quantization,
    default: "auto",
    description:
      "Which weights are taken where a model has several, or is converted: about 4, 8 or 16 bits each; auto is the usual choice.",
  }),
  setting("preload", "Model", {
    kind: load.preload,
    default: true,
    description: "Load models in the background at start; false loads each at its first request.",
  }),
  setting("keepAliveSeconds", "Model", {
    kind: load.keepAliveSeconds,
    default: 1800,
    description: "How long a model that nobody uses stays in memory, in seconds; 0 unloads it after each request.",
  }),
  setting("memoryBudget", "Model", {
    kind: byteSizeOrAuto(),
    default: "auto",
    description:
      "Memory that all models together may take, RAM and VRAM; idle ones make room. auto is what is free, less a reserve.",
  }),
  setting("cacheDir", "Downloads", {
    kind: text("a path to a folder", "FOLDER"),
    default: null,
    description: "Where downloaded models are kept; none is the platform's folder for caches, and `repartee` in it.",
  }),
  setting("hubUrl", "Downloads", {
    kind: text("an http or https address", "URL"),
    default: "https://huggingface.co",
    env: ["REPARTEE_HUB_URL", "HF_ENDPOINT"],
    description: "The hub that models are downloaded from: Hugging Face, or a mirror that speaks its routes.",
  }),
  setting("hubToken", "Downloads", {
    kind: text("a token of the hub", "TOKEN"),
    default: null,
    env: ["HUGGINGFACE_TOKEN", "HF_TOKEN"],
    flag: null,
    secret: true,
    description: "Token for gated and private models; sent to the hub's own host and nowhere else.",
  }),
  setting("offline", "Downloads", {
    kind: boolean(),
    default: false,
    description: "Never ask the hub: only what is on this machine is used.",
  }),
  setting("autoDownload", "Downloads", {
    kind: boolean(),
    default: true,
    description: "With no model configured, download the best one for this machine when the server starts.",
  }),
  setting("catalog", "Downloads", {
    kind: catalogEntries(),
    default: [],
    env: [],
    flag: null,
    description: "Models that can be asked for by name, besides the built-in ones: `name`, `repository` and `files`.",
  }),
  setting("ollamaHost", "Upstreams", {
    kind: ollama.ollamaAddress,
    default: null,
    env: ["OLLAMA_HOST"],
    description: "The Ollama server for `ollama:MODEL`; without it, `embedding_host`, or else 127.0.0.1:11434.",
  }),
  setting("embeddingHost", "Upstreams", {
    kind: ollama.ollamaHostName,
    default: null,
    env: ["EMBEDDING_HOST"],
    description: "The Ollama server's host where `ollama_host` is not set.",
  }),
  setting("embeddingPort", "Upstreams", {
    kind: integer({ min: 1, max: 65_535 }, "PORT"),
    default: 11_434,
    env: ["EMBEDDING_PORT"],
    description: "The port that belongs to `embedding_host`.",
  }),
  setting("ollamaKeepAlive", "Upstreams", {
    kind: ollama.keepAlive,
    default: null,
    description: "How long Ollama keeps a model in memory after a request; without it, as long as Ollama likes.",
  }),
  setting("ollamaPull", "Upstreams", {
    kind: boolean(),
    default: false,
    description: "Let Ollama download a model that it does not have; false refuses such a model.",
  }),
  setting("upstreams", "Upstreams", {
    kind: upstreamList(),
    default: [],
    env: [],
    flag: null,
    description: "Servers that speak OpenAI's API, for `openai:UPSTREAM/MODEL`: a list of `name`, `base_url` and more.",
  }),
  setting("recommendationModel", "Recommendations", {
    kind: text("the name of an entry of models, or a reference as for model", "MODEL"),
    default: null,
    description:
      "The model that writes recommendations; without it the default model, or `llama3.1:8b` where only an Ollama server is set.",
  }),
  setting("recommendationFormat", "Recommendations", {
    kind: choice(["list", "json"]),
    default: "list",
    description: "How that model writes them: small models do best with a numbered list, some large ones with JSON.",
  }),
  setting("embeddingModel", "Recommendations", {
    kind: text("the name of an entry of models, or a reference as for model", "MODEL"),
    default: null,
    description: "The model that tells how alike two things are; without it their words are compared.",
  }),
  setting("catalogues", "Recommendations", {
    kind: catalogueList(),
    default: [],
    env: [],
    flag: null,
    description: "Files with things to recommend, CSV or JSON: a list of `path` and `kind`.",
  }),
  setting("host", "Server", {
    kind: text("an address or host name", "ADDRESS"),
    default: "127.0.0.1",
    env: ["HOST"],
    description: "Address to listen on; any that other machines can reach needs an API key.",
  }),
  setting("port", "Server", {
    kind: integer({ min: 0, max: 65_535 }, "PORT"),
    default: 8000,
    env: ["PORT"],
    description: "Port to listen on; 0 picks a free one.",
  }),
  setting("apiKeys", "Server", {
    kind: list("a list of keys", "KEYS"),
    default: [],
    env: ["REPARTEE_API_KEY"],
    flag: null,
    secret: true,
    description: "Keys that requests must carry as `Authorization: Bearer KEY`; without any, none is asked for.",
  }),
  setting("corsOrigins", "Server", {
    kind: list("a list of origins", "ORIGINS"),
    default: [],
    env: ["REPARTEE_CORS_ORIGINS", "CORS_ORIGINS"],
    description:
      "Web origins besides localhost whose pages may call the server, such as `https://app.example`; `*` for all.",
  }),
  setting("allowedHosts", "Server", {
    kind: list("a list of host names", "HOSTS"),
    default: [],
    env: ["REPARTEE_ALLOWED_HOSTS", "ALLOWED_HOSTS"],
    description: "Names besides localhost that the `Host` header may carry; `*` for all.",
  }),
  setting("bodyLimitBytes", "Server", {
    kind: integer({ min: 1024, max: 268_435_456 }, "BYTES"),
    default: 1_048_576,
    description: "Largest request body in bytes.",
  }),
  setting("openaiFallback", "Server", {
    kind: choice(["none", "template"]),
    default: "none",
    description: "What OpenAI routes answer when no model can: none is an honest error, template a written reply.",
  }),
  setting("databaseUrl", "Storage", {
    kind: postgresqlUrl,
    default: null,
    env: ["REPARTEE_DATABASE_URL", "DATABASE_URL"],
    flag: null,
    secret: true,
    description: "A PostgreSQL database that conversations are kept in, instead of a file.",
  }),
  setting("databasePath", "Storage", {
    kind: databasePath,
    default: null,
    description:
      "The file that conversations are kept in; none is `repartee.db` in the platform's folder for data, `:memory:` keeps nothing.",
  }),
  setting("compatRoutes", "Compat", {
    kind: boolean(),
    default: true,
    description: "Serve the routes that existing apps already speak: taste chat and the small-box routes.",
  }),
  setting("smallBoxPrefix", "Compat", {
    kind: pathPrefix,
    default: "/innova/api",
    description: "What the small-box routes begin with; / is nothing.",
  }),
  setting("enableSmollm", "Compat", {
    kind: boolean(),
    default: true,
    env: ["ENABLE_SMOLLM"],
    description: "Serve the small-box routes.",
  }),
  setting("smollmProvider", "Compat", {
    kind: choice(["local", "ollama", "openai", "echo"]),
    default: "local",
    env: ["REPARTEE_SMOLLM_PROVIDER", "PROVIDER"],
    description:
      "What answers the small-box routes: local is a file or folder, or the default model where none is given.",
  }),
  setting("smollmModelPath", "Compat", {
    kind: text("a path to a .gguf file or a folder, or a model of the provider", "PATH"),
    default: null,
    env: ["SMOLLM_MODEL_PATH"],
    description: "The model of the small-box routes, known as `smollm`: a path, or a model of the provider.",
  }),
  setting("smollmPreload", "Compat", {
    kind: boolean(),
    default: false,
    description: "Load that model at start; false loads it at its first request.",
  }),
  setting("maxInFlight", "Queue", {
    kind: integer({ min: 1, max: 100_000 }, "N"),
    default: 64,
    description: "Requests that are worked on at once, over all models.",
  }),
  setting("maxQueued", "Queue", {
    kind: integer({ min: 0, max: 1_000_000 }, "N"),
    default: 256,
    description: "Requests that wait; one more is answered with 429.",
  }),
  setting("queueTimeoutMs", "Clocks", {
    kind: timeoutMs,
    default: 8_000,
    description: "Longest wait to be let in, in milliseconds.",
  }),
  setting("loadStallTimeoutMs", "Clocks", {
    kind: timeoutMs,
    default: 20_000,
    description: "Longest time without progress while a model loads, in milliseconds.",
  }),
  setting("loadTimeoutMs", "Clocks", {
    kind: timeoutMs,
    default: 120_000,
    description: "Longest load of a model, however much progress, in milliseconds.",
  }),
  setting("firstTokenTimeoutMs", "Clocks", {
    kind: timeoutMs,
    default: 60_000,
    description: "Longest wait for the first token once the model is loaded, in milliseconds.",
  }),
  setting("tokenGapTimeoutMs", "Clocks", {
    kind: timeoutMs,
    default: 15_000,
    description: "Longest wait between two tokens, in milliseconds.",
  }),
  setting("totalTimeoutMs", "Clocks", {
    kind: timeoutMs,
    default: 180_000,
    description: "Longest reply from its being let in, in milliseconds.",
  }),
  setting("drainTimeoutMs", "Clocks", {
    kind: integer({ min: 0, max: 86_400_000 }, "MS"),
    default: 25_000,
    description: "How long running replies may go on after the first signal to stop, in milliseconds.",
  }),
  setting("persona", "Replies", {
    kind: text("the name of a persona", "NAME"),
    default: "ollie",
    description: "Who answers `/api/respond` when a request names no persona.",
  }),
  setting("personasDir", "Replies", {
    kind: text("a path to a folder", "FOLDER"),
    default: null,
    description: "A folder with persona files (YAML) beside the built-in ones; read again when a file changes.",
  }),
  setting("historyMessages", "Replies", {
    kind: integer({ min: 0, max: 100 }, "N"),
    default: 10,
    description: "Messages of a conversation that the model sees, the newest; all are kept.",
  }),
  setting("logLevel", "Log", {
    kind: choice(["debug", "info", "warn", "error", "silent"]),
    default: "info",
    description: "Least important lines that are written to standard error.",
  }),
  setting("logFormat", "Log", {
    kind: choice(["auto", "pretty", "json"]),
    default: "auto",
    description: "Form of log lines; auto is pretty on a terminal and json elsewhere.",
  }),
];

type Row<Name extends SettingName> = Pick<Setting<Name>, "kind" | "default" | "description"> &
  Partial<Pick<Setting<Name>, "env" | "flag" | "secret">>;

function setting<Name extends SettingName>(name: Name, group: SettingGroup, row: Row<Name>): Setting<Name> {
  const key = snakeCase(name);
  return {
    name,
    key,
    env: [`REPARTEE_${key.toUpperCase()}`],
    flag: `--${key.replaceAll("_", "-")}`,
    group,
    secret: false,
    ...row,
  };
}

/** `contextSize` → `context_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

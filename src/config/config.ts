import type { QuantizationChoice } from "../core/quantization.ts";

/** A number, or `auto` for the engine's own choice. */
export type Auto<Value> = Value | "auto";

/**
 * The checked configuration: one property a setting, named as its key in YAML with the case changed
 * (`context_size` → `contextSize`). What each means, its range and its default stand in `settings.ts`.
 */
export interface Config {
  readonly model: string | null;
  readonly models: readonly ModelConfig[];
  readonly contextSize: Auto<number>;
  readonly slots: number;
  readonly threads: Auto<number>;
  readonly gpuLayers: Auto<number>;
  readonly batchSize: Auto<number>;
  readonly lora: string | null;
  readonly quantization: QuantizationChoice;
  readonly preload: boolean;
  readonly onDemandModels: boolean;
  readonly keepAliveSeconds: KeepAliveSeconds;
  /** In bytes. */
  readonly memoryBudget: Auto<number>;

  readonly ollamaHost: string | null;
  readonly embeddingHost: string | null;
  readonly embeddingPort: number;
  readonly ollamaKeepAlive: string | number | null;
  readonly ollamaPull: boolean;
  readonly upstreams: readonly UpstreamConfig[];

  readonly cacheDir: string | null;
  readonly hubUrl: string;
  readonly hubToken: string | null;
  readonly offline: boolean;
  readonly autoDownload: boolean;
  readonly catalog: readonly CatalogConfig[];

  readonly recommendationModel: string | null;
  readonly recommendationFormat: "auto" | "list" | "json";
  readonly embeddingModel: string | null;
  readonly embeddingQueryPrefix: string | null;
  readonly embeddingDocumentPrefix: string | null;
  readonly catalogues: readonly CatalogueConfig[];

  readonly host: string;
  readonly port: number;
  readonly apiKeys: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly bodyLimitBytes: number;
  readonly openaiFallback: OpenAiFallback;

  readonly databaseUrl: string | null;
  readonly databasePath: string | null;
  readonly compatRoutes: boolean;
  readonly smollmPrefix: string;
  readonly enableSmollm: boolean;
  readonly smollmProvider: SmollmProvider;
  readonly smollmModelPath: string | null;
  readonly smollmPreload: boolean;

  readonly maxInFlight: number;
  readonly maxQueued: number;

  readonly queueTimeoutMs: number;
  readonly loadStallTimeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly tokenGapTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly drainTimeoutMs: number;

  readonly persona: string;
  readonly personasDir: string | null;
  readonly fallbackModels: readonly string[];
  readonly historyMessages: number;

  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export type SettingName = keyof Config;

/** How long an idle model stays in memory; 0 means not at all. */
export type KeepAliveSeconds = number | "forever";
export type OpenAiFallback = "none" | "template";
/** What writes the replies of the smollm routes. */
export type SmollmProvider = "local" | "ollama" | "openai" | "echo";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export type LogFormat = "auto" | "pretty" | "json";

/** One entry of `catalogues`: a file with things that can be recommended. */
export interface CatalogueConfig {
  readonly path: string;
  /** Such as `book`, for entries that name none. */
  readonly kind?: string;
}

/** One entry of `catalog`, its keys as in YAML: checked where the catalog is made. */
export type CatalogConfig = Readonly<Record<string, unknown>>;

/** One entry of `models`: what is absent is taken from the settings of the same name. */
export interface ModelConfig {
  /** The name that requests use. */
  readonly name: string;
  /** A path ending in `.gguf`, a name of the catalog, `hf:owner/repository`, `ollama:MODEL`, `openai:UPSTREAM/MODEL`, `echo` or `template`. */
  readonly reference: string;
  readonly contextSize?: Auto<number>;
  readonly slots?: number;
  readonly threads?: Auto<number>;
  readonly gpuLayers?: Auto<number>;
  readonly batchSize?: Auto<number>;
  readonly lora?: string;
  readonly quantization?: QuantizationChoice;
  readonly preload?: boolean;
  readonly keepAliveSeconds?: KeepAliveSeconds;
  /** Stays in memory once it is loaded. */
  readonly pinned?: boolean;
}

/** One entry of `upstreams`: a server that speaks OpenAI's API. What is absent has the default of the docs. */
export interface UpstreamConfig {
  /** Unique; `openai:NAME/MODEL` refers to it. */
  readonly name: string;
  /** http or https, up to the part before `/chat/completions`. */
  readonly baseUrl: string;
  /** Secret. Given as it is in the library; otherwise read from the environment. */
  readonly apiKey?: string;
  /** Where the environment or `.env` has the key. Not for the library, which reads neither. */
  readonly apiKeyEnv?: string;
  readonly dialect?: UpstreamDialect;
  readonly sessionHeader?: string;
  readonly maxConnections?: number;
  readonly connectTimeoutMs?: number;
  readonly firstTokenTimeoutMs?: number;
  readonly tokenGapTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
}

export type UpstreamDialect =
  | "generic"
  | "openai"
  | "vllm"
  | "llama-server"
  | "localai"
  | "lm-studio"
  | "tgi"
  | "repartee";

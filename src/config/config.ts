import type { QuantizationChoice } from "../core/quantization.ts";
import type { LanguageMap } from "./kinds/language-map.ts";
import type { ItemCatalogConfig } from "./kinds/item-catalog-list.ts";
import type { Auto, KeepAliveSeconds } from "./kinds/load-kinds.ts";
import type { ModelConfig } from "./kinds/model-list.ts";
import type { UpstreamConfig } from "./kinds/upstream-list.ts";

/**
 * The checked configuration: one property a setting, named as its key in YAML with the case changed
 * (`context_size` → `contextSize`). `settings.ts` has the meaning, the range and the default of each.
 */
export interface Config {
  readonly profile: Profile;
  readonly model: string | null;
  readonly models: readonly ModelConfig[];
  readonly contextSize: Auto<number>;
  readonly slots: Auto<number>;
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
  readonly npmCommand: string | null;
  readonly pipCommand: string | null;
  readonly offline: boolean;
  readonly autoDownload: boolean;
  readonly registry: readonly RegistryEntryConfig[];

  readonly recommendationModel: string | null;
  readonly recommendationFormat: "auto" | "list" | "json";
  readonly embeddingModel: string | null;
  readonly embeddingQueryPrefix: string | null;
  readonly embeddingDocumentPrefix: string | null;
  readonly itemCatalogs: readonly ItemCatalogConfig[];

  readonly host: string;
  readonly port: number;
  readonly apiKeys: readonly string[];
  readonly requireKey: boolean;
  readonly keyRequestsPerMinute: number | null;
  readonly keyTokensPerMinute: number | null;
  readonly keyConcurrentRequests: number | null;
  readonly addressRequestsPerMinute: number | null;
  readonly addressTokensPerMinute: number | null;
  readonly addressConcurrentRequests: number | null;
  readonly redisUrl: string | null;
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly bodyLimitBytes: number;
  readonly webPage: boolean;
  readonly openaiFallback: OpenAiFallback;
  readonly openaiReplyGate: boolean;

  readonly databaseUrl: string | null;
  readonly databasePath: string | null;
  /** Whether responses of the Responses API can be stored. */
  readonly storeResponses: boolean;
  /** `NAME=MODEL`: other names for models. */
  readonly modelAliases: readonly string[];
  /** Whether Ollama's API is served. */
  readonly ollamaApi: boolean;
  readonly compatRoutes: boolean;
  readonly smollmPrefix: string;
  readonly enableSmollm: boolean;
  readonly smollmProvider: SmollmProvider;
  readonly smollmModelPath: string | null;
  readonly smollmPreload: boolean;

  readonly maxInFlight: number;
  readonly maxQueued: number;
  readonly maxQueuedTokens: number;
  readonly breakerFailures: number;

  readonly queueTimeoutMs: number;
  readonly loadStallTimeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly tokenGapTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly drainTimeoutMs: number;

  readonly persona: string;
  readonly personasDir: string | null;
  readonly fallbackModels: readonly string[];
  readonly historyMessages: number;
  readonly replyGate: boolean;

  readonly recognizers: LanguageMap;
  readonly voices: LanguageMap;
  readonly wyomingPort: number | null;
  readonly wyomingHost: string;

  /** Null: nothing is traced. */
  readonly otelEndpoint: string | null;
  /** `NAME=VALUE`. */
  readonly otelHeaders: readonly string[];
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export type SettingName = keyof Config;

/** What the defaults of other settings are made for. */
export type Profile = "local" | "gateway";
export type OpenAiFallback = "none" | "template";
/** What writes the replies of the smollm routes. */
export type SmollmProvider = "local" | "ollama" | "openai" | "echo";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export type LogFormat = "auto" | "pretty" | "json";

/** One entry of `registry`, its keys as in YAML: checked where the registry is made. */
export type RegistryEntryConfig = Readonly<Record<string, unknown>>;

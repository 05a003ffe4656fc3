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
  readonly preload: boolean;
  readonly keepAliveSeconds: KeepAliveSeconds;
  /** In bytes. */
  readonly memoryBudget: Auto<number>;

  readonly host: string;
  readonly port: number;
  readonly apiKeys: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly bodyLimitBytes: number;
  readonly openaiFallback: OpenAiFallback;

  readonly maxInFlight: number;
  readonly maxQueued: number;

  readonly queueTimeoutMs: number;
  readonly loadStallTimeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly tokenGapTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly drainTimeoutMs: number;

  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export type SettingName = keyof Config;

/** How long an idle model stays in memory; 0 means not at all. */
export type KeepAliveSeconds = number | "forever";
export type OpenAiFallback = "none" | "template";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export type LogFormat = "auto" | "pretty" | "json";

/** One entry of `models`: what is absent is taken from the settings of the same name. */
export interface ModelConfig {
  /** The name that requests use. */
  readonly name: string;
  /** A path ending in `.gguf`, `echo` or `template`. */
  readonly reference: string;
  readonly contextSize?: Auto<number>;
  readonly slots?: number;
  readonly threads?: Auto<number>;
  readonly gpuLayers?: Auto<number>;
  readonly batchSize?: Auto<number>;
  readonly lora?: string;
  readonly preload?: boolean;
  readonly keepAliveSeconds?: KeepAliveSeconds;
  /** Stays in memory once it is loaded. */
  readonly pinned?: boolean;
}

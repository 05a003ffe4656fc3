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

  readonly cacheDir: string | null;
  readonly hubUrl: string;
  readonly hubToken: string | null;
  readonly offline: boolean;
  readonly autoDownload: boolean;
  readonly catalog: readonly CatalogConfig[];

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

export type OpenAiFallback = "none" | "template";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export type LogFormat = "auto" | "pretty" | "json";

/** One entry of `catalog`, its keys as in YAML: checked where the catalog is made. */
export type CatalogConfig = Readonly<Record<string, unknown>>;

/** One entry of `models`: what is absent is taken from the settings of the same name. */
export interface ModelConfig {
  /** The name that requests use. */
  readonly name: string;
  /** A path ending in `.gguf`, a name of the catalog, `hf:owner/repository`, `echo` or `template`. */
  readonly reference: string;
  readonly contextSize?: Auto<number>;
  readonly slots?: number;
  readonly threads?: Auto<number>;
  readonly gpuLayers?: Auto<number>;
  readonly batchSize?: Auto<number>;
  readonly lora?: string;
  readonly preload?: boolean;
}

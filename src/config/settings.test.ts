import { expect, test } from "vitest";
import type { SettingName } from "./config.ts";
import { describeConfig } from "./describe-config.ts";
import { dialects } from "../engines/openai-compatible/dialects.ts";
import { configFromOptions, loadConfig } from "./load-config.ts";
import { settings } from "./settings.ts";
import { upstreamList } from "./kinds/upstream-list.ts";
import { readValue } from "../schema/index.ts";

test("settings have one spelling each in YAML, the environment and on the command line", () => {
  for (const pick of [
    settings.map((s) => s.key),
    settings.flatMap((s) => s.env),
    settings.flatMap((s) => s.flag ?? []),
  ]) {
    expect(new Set(pick).size).toBe(pick.length);
  }
});

// The compiler holds these names to be exactly the properties of `Config`.
const properties: Record<SettingName, true> = {
  profile: true,
  otelEndpoint: true,
  otelHeaders: true,
  model: true,
  models: true,
  modelAliases: true,
  contextSize: true,
  slots: true,
  threads: true,
  gpuLayers: true,
  batchSize: true,
  lora: true,
  quantization: true,
  preload: true,
  onDemandModels: true,
  webPage: true,
  keepAliveSeconds: true,
  memoryBudget: true,
  recommendationModel: true,
  recommendationFormat: true,
  embeddingModel: true,
  embeddingQueryPrefix: true,
  embeddingDocumentPrefix: true,
  itemCatalogs: true,
  ollamaHost: true,
  embeddingHost: true,
  embeddingPort: true,
  ollamaKeepAlive: true,
  ollamaPull: true,
  upstreams: true,
  cacheDir: true,
  hubUrl: true,
  hubToken: true,
  npmCommand: true,
  pipCommand: true,
  offline: true,
  autoDownload: true,
  registry: true,
  host: true,
  port: true,
  apiKeys: true,
  requireKey: true,
  keyRequestsPerMinute: true,
  keyTokensPerMinute: true,
  keyConcurrentRequests: true,
  addressRequestsPerMinute: true,
  addressTokensPerMinute: true,
  addressConcurrentRequests: true,
  redisUrl: true,
  corsOrigins: true,
  allowedHosts: true,
  bodyLimitBytes: true,
  openaiFallback: true,
  openaiReplyGate: true,
  databaseUrl: true,
  databasePath: true,
  storeResponses: true,
  compatRoutes: true,
  ollamaApi: true,
  smollmPrefix: true,
  enableSmollm: true,
  smollmProvider: true,
  smollmModelPath: true,
  smollmPreload: true,
  maxInFlight: true,
  maxQueued: true,
  maxQueuedTokens: true,
  breakerFailures: true,
  queueTimeoutMs: true,
  loadStallTimeoutMs: true,
  loadTimeoutMs: true,
  firstTokenTimeoutMs: true,
  tokenGapTimeoutMs: true,
  totalTimeoutMs: true,
  shutdownDelayMs: true,
  drainTimeoutMs: true,
  logLevel: true,
  persona: true,
  personasDir: true,
  fallbackModels: true,
  historyMessages: true,
  replyGate: true,
  logFormat: true,
  recognizers: true,
  voices: true,
  wyomingPort: true,
  wyomingHost: true,
};

test("every property of Config has a setting, and no setting is left over", () => {
  expect(settings.map(({ name }) => name).toSorted()).toEqual(Object.keys(properties).toSorted());
});

test("every default is a value that its own kind accepts", () => {
  const given = settings.filter((setting) => setting.default !== null);
  const read = given.map(({ kind, default: value }) => readValue<unknown>(kind.schema, value));
  expect(read).toEqual(given.map((setting) => setting.default));
});

test("settings that are numbers of time or size carry their unit in the name", () => {
  for (const { key } of settings) expect(key).not.toMatch(/(timeout|limit|delay|interval)$/);
});

test("secrets have no flag and are masked, their length included", () => {
  const loaded = loadConfig({
    env: { REPARTEE_API_KEY: "hunter2,a-much-longer-secret" },
    workingDirectory: "/nonexistent",
  });
  const described = describeConfig(loaded);
  expect(described.find(({ key }) => key === "api_keys")?.value).toEqual(["••••••••", "••••••••"]);
  expect(JSON.stringify(described)).not.toMatch(/hunter2|longer/);
  expect(settings.filter(({ secret, flag }) => secret && flag !== null)).toEqual([]);
});

test("keys of upstreams are masked, and the rest of an upstream is shown", () => {
  const upstreams = [{ name: "gpu", baseUrl: "http://gpu/v1", apiKey: "hunter2" }];
  const config = configFromOptions({ upstreams });
  const described = describeConfig({ ...loadConfig({ env: {}, workingDirectory: "/nonexistent" }), config });
  const shown = described.find(({ key }) => key === "upstreams")?.value;
  expect(shown).toEqual([{ name: "gpu", baseUrl: "http://gpu/v1", apiKey: "••••••••" }]);
  expect(config.upstreams).toEqual(upstreams);
});

test("every dialect of the engine can be set, and no other", () => {
  const setTo = (dialect: string) => ({ name: "a", base_url: "http://a/v1", dialect });
  const { schema } = upstreamList();
  const read = readValue(schema, Object.keys(dialects).map(setTo));
  expect(read.map(({ dialect }) => dialect)).toEqual(Object.keys(dialects));
  expect(() => readValue(schema, [setTo("none")])).toThrow(
    `[0].dialect: expected one of ${Object.keys(dialects).join(", ")}, got "none"`,
  );
});

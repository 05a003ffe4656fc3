/** Rules between settings, beyond each one's own kind. */
import { ReparteeError } from "../core/errors.ts";
import { parseModelReference } from "../core/model-reference.ts";
import type { Config } from "./config.ts";
import { keyForm } from "./kinds/upstream-list.ts";
import { isLoopbackHost } from "./loopback-host.ts";
import { smollmModel } from "./smollm-model.ts";

/** @throws ReparteeError `config_invalid` for the first rule that is broken. */
export function checkConfig(config: Config): void {
  checkPublicBind(config);
  checkApiKeys(config.apiKeys);
  checkKeyLengths(config);
  checkOrigins(config.corsOrigins);
  checkUnique("upstreams", config.upstreams);
  checkModels(config);
  checkGateway(config);
  checkSmollm(config);
  checkRemoteSpeech(config);
}

function invalid(message: string, param: string, hint: string): ReparteeError {
  return new ReparteeError("config_invalid", message, { param, hint });
}

/** An address that other machines can reach needs a key. */
function checkPublicBind({ host, apiKeys, requireKey }: Config): void {
  if (isLoopbackHost(host) || apiKeys.length > 0 || requireKey) return;
  throw invalid(
    `Cannot listen on ${host}: other machines can reach that address and no API key is set`,
    "host",
    "Set REPARTEE_API_KEY (for example to `openssl rand -hex 24`), or REPARTEE_REQUIRE_KEY=true and make keys with `repartee key add`, or listen on 127.0.0.1.",
  );
}

function checkApiKeys(keys: readonly string[]): void {
  const index = keys.findIndex((key) => !keyForm.test(key));
  if (index === -1) return;
  throw invalid(
    `api_keys[${index}]: expected visible ASCII without spaces, got characters that a header cannot carry`,
    "api_keys",
    "Make one with `openssl rand -hex 24`.",
  );
}

/** Shorter ones can be guessed: at a thousand tries a second, four letters and digits last an hour. */
const shortestPublicKey = 16;

function checkKeyLengths({ host, apiKeys }: Config): void {
  const index = apiKeys.findIndex((key) => key.length < shortestPublicKey);
  if (index === -1 || isLoopbackHost(host)) return;
  throw invalid(
    `api_keys[${index}]: expected at least ${shortestPublicKey} characters, as other machines can reach ${host}, got ${apiKeys[index]?.length ?? 0}`,
    "api_keys",
    "Make one with `openssl rand -hex 24`.",
  );
}

function checkOrigins(origins: readonly string[]): void {
  const index = origins.findIndex((origin) => origin !== "*" && !isOrigin(origin));
  if (index === -1) return;
  throw invalid(
    `cors_origins[${index}]: expected an origin such as https://app.example, got ${JSON.stringify(origins[index])}`,
    "cors_origins",
    "Write scheme, host and port only, without a path.",
  );
}

/** Apps have schemes of their own (`app://obsidian.md`, `tauri://localhost`), for which URL knows no origin. */
function isOrigin(text: string): boolean {
  if (text === "null") return true;
  if (/^https?:/i.test(text)) return URL.canParse(text) && new URL(text).origin === text;
  return /^[a-z][a-z\d+.-]*:\/\/[\w.-]*(:\d+)?$/i.test(text);
}

function checkUnique(param: string, entries: readonly { readonly name: string }[]): void {
  const names = entries.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw invalid(
    `${param}: expected a name for each entry, got two named ${JSON.stringify(repeated)}`,
    param,
    "Give each a `name` of its own.",
  );
}

function checkModels(config: Config): void {
  const { model, models, recommendationModel, embeddingModel, lora } = config;
  checkUnique("models", models);
  for (const { reference } of models) checkReference(reference, "models", config);
  if (recommendationModel !== null) checkReference(recommendationModel, "recommendation_model", config);
  if (embeddingModel !== null) checkReference(embeddingModel, "embedding_model", config);
  const isEntry = (name: string): boolean => models.some((entry) => entry.name === name);
  if (model === null || isEntry(model)) {
    checkNoStrayLora(lora);
    return;
  }
  checkReference(model, "model", config);
  const { name, kind } = parseModelReference(model);
  if (kind !== "gguf-file") checkNoStrayLora(lora);
  if (isEntry(name)) {
    throw invalid(
      `Cannot use model ${JSON.stringify(model)}: an entry of models has its name, ${name}`,
      "model",
      `Give the entry another name, or write \`model: ${name}\` to make it the default.`,
    );
  }
}

/** A missing file is not an error here: replies come from the fallback until it is there. */
/** A gateway without a server behind it could only refuse; a local model wants the limits of the other profile. */
function checkGateway({ profile, model, models, upstreams, ollamaHost, embeddingHost }: Config): void {
  if (profile !== "gateway") return;
  if (upstreams.length === 0 && ollamaHost === null && embeddingHost === null) {
    const hint = "Name the servers that answer under `upstreams`, or leave profile out.";
    throw invalid("Cannot use profile gateway: expected an entry of upstreams, got none", "profile", hint);
  }
  const references = [model ?? "echo", ...models.map(({ reference }) => reference)];
  const isEntry = (name: string): boolean => models.some((entry) => entry.name === name);
  const local = references.find((reference) => !isEntry(reference) && !isRemote(reference));
  if (local === undefined) return;
  throw invalid(
    `Cannot use profile gateway with model ${JSON.stringify(local)}: it would run on this machine`,
    "profile",
    "Name a model of an upstream as openai:UPSTREAM/MODEL, or leave profile out.",
  );
}

/** Or written by this process without a model. */
function isRemote(reference: string): boolean {
  const { kind } = parseModelReference(reference);
  return kind === "upstream" || kind === "ollama" || kind === "built-in";
}

function checkSmollm(config: Config): void {
  const model = smollmModel(config);
  if (model === undefined) return;
  if (config.models.some(({ name }) => name === model.name)) {
    throw invalid(
      `Cannot use smollm_model_path and smollm_provider: an entry of models is named ${model.name} as well`,
      "smollm_model_path",
      "Remove one of them; the entry alone is enough.",
    );
  }
  if (config.smollmProvider === "openai") checkReference(model.reference, "smollm_model_path", config);
}

/** The adapter at the top belongs to the file that `model` names; without one it would be silently ignored. */
function checkNoStrayLora(lora: string | null): void {
  if (lora === null) return;
  throw invalid(
    "Cannot use lora: `model` names no model file that it could belong to",
    "lora",
    "Set `model` to the path of a .gguf file, or write `lora` into an entry of `models`.",
  );
}

/** What is named as another server's belongs to one of `upstreams`. */
function checkRemoteSpeech(config: Config): void {
  for (const setting of ["recognizers", "voices"] as const) {
    for (const [language, name] of Object.entries(config[setting])) {
      if (name.startsWith("openai:")) checkReference(name, `${setting}.${language}`, config);
    }
  }
}

/** Names are looked up in the model registry later; here only what cannot be a reference is refused. */
function checkReference(reference: string, param: string, { upstreams }: Config): void {
  const parsed = parseModelReference(reference);
  const subject = `Cannot use ${param} ${JSON.stringify(reference)}`;
  if (parsed.kind === "upstream" && !upstreams.some(({ name }) => name === parsed.upstream)) {
    const known = upstreams.map(({ name }) => name).join(", ");
    throw invalid(
      `${subject}: no entry of upstreams is named ${parsed.upstream}`,
      param,
      known === "" ? "Add it with `name` and `base_url`: there is none yet." : `Known upstreams: ${known}.`,
    );
  }
  if (parsed.kind !== "unknown" || parsed.problem === undefined) return;
  throw invalid(
    `${subject}: ${parsed.problem}`,
    param,
    "Give the path of a model file, such as ./model.gguf, or a name that `repartee list` shows.",
  );
}

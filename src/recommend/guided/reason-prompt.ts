/** The prompt that a very small model finishes one reason from: two examples, then what the catalog says of an item. */
import type { ChatMessage } from "../../core/chat-message.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";

/** The reply begins with it in the examples and in the request: the model goes on with who does what. */
export const replyBeginning = "Here";

/** Of films that there are not. */
const examples = [
  [
    "The Lighthouse Keeper (1987). Genres: drama, mystery. Story: A widow finds letters in an old tower and learns who her husband was.",
    `${replyBeginning} a widow finds letters in an old tower and learns who her husband was.`,
  ],
  [
    "Rolling Stock (1999). Genres: comedy, sport. Story: Three brothers enter a bicycle race with a stolen tandem.",
    `${replyBeginning} three brothers enter a bicycle race with a stolen tandem.`,
  ],
] as const;

/** The same for all items but for its end, so that it is read once. */
export function reasonPrompt(entry: CatalogEntry): readonly ChatMessage[] {
  return [
    { role: "system", content: "You say in one short sentence what happens in it, with the words of its story." },
    ...examples.flatMap(([about, reply]) => [
      { role: "user" as const, content: about },
      { role: "assistant" as const, content: reply },
    ]),
    { role: "user", content: describe(entry) },
  ];
}

function describe({ title, year, genres, description }: CatalogEntry): string {
  const dated = year === undefined ? title : `${title} (${year})`;
  return `${dated}. Genres: ${genres.join(", ")}. Story: ${description}`;
}

import type { CatalogueEntry } from "../catalogue/catalogue-entry.ts";

/**
 * A reason in words for an entry that no model wrote one for: what it shares with something that was liked, or else what
 * it is. The wording changes with the place in the list, so that no two neighbours read alike.
 */
export function writeReason(entry: CatalogueEntry, liked: readonly CatalogueEntry[], place: number): string {
  const shared = sharedPerson(entry, liked);
  if (shared !== undefined) {
    const { person, liked: other } = shared;
    const isMaker = entry.directors.includes(person) && other.directors.includes(person);
    return pick(place, [
      isMaker ? `By ${person}, as ${other.title} is.` : `With ${person}, as in ${other.title}.`,
      `You like ${other.title}, and ${person} is part of this one too.`,
      `${person} links it to ${other.title}.`,
    ]);
  }
  const nearest = mostGenresShared(entry, liked);
  if (nearest !== undefined) {
    const genres = listed(nearest.genres);
    return pick(place, [
      `Like ${nearest.liked.title}, it is ${genres}.`,
      `It shares ${genres} with ${nearest.liked.title}.`,
      `If you like ${nearest.liked.title}: here is more ${genres}.`,
    ]);
  }
  const what = [entry.origin, listed(entry.genres)].filter((part) => part !== undefined && part !== "").join(" ");
  const by = entry.directors[0] === undefined ? "" : ` by ${entry.directors[0]}`;
  if (what === "") return `It is close to what you asked for${by}.`;
  return pick(place, [
    `${capital(what)}${by}, close to what you asked for.`,
    `It fits what you asked for: ${what}${by}.`,
    `Worth a look for its ${what}${by}.`,
  ]);
}

interface SharedPerson {
  readonly person: string;
  readonly liked: CatalogueEntry;
}

function sharedPerson(entry: CatalogueEntry, liked: readonly CatalogueEntry[]): SharedPerson | undefined {
  for (const people of [entry.directors, entry.cast]) {
    for (const person of people) {
      const match = liked.find((other) => other.directors.includes(person) || other.cast.includes(person));
      if (match !== undefined) return { person, liked: match };
    }
  }
  return undefined;
}

function mostGenresShared(
  entry: CatalogueEntry,
  liked: readonly CatalogueEntry[],
): { readonly genres: readonly string[]; readonly liked: CatalogueEntry } | undefined {
  let best: { readonly genres: readonly string[]; readonly liked: CatalogueEntry } | undefined;
  for (const other of liked) {
    const genres = entry.genres.filter((genre) => other.genres.includes(genre));
    if (genres.length > (best?.genres.length ?? 0)) best = { genres, liked: other };
  }
  return best;
}

function pick(place: number, wordings: readonly [string, ...string[]]): string {
  return wordings[place % wordings.length] ?? wordings[0];
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

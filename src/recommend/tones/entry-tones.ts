/** How much of a tone an entry has: by its own `tones`, else by its genres and by words of its description. */
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { contentWords } from "../embedding/content-words.ts";
import type { HeardTones } from "./heard-tones.ts";
import type { Tone } from "./tone.ts";

/** What a genre says of a tone, -1 to 1; the others say nothing. */
const byGenre: Readonly<Record<Tone, Readonly<Record<string, number>>>> = {
  thoughtful: {
    drama: 0.4,
    documentary: 0.4,
    biography: 0.2,
    mystery: 0.1,
    horror: -0.3,
    comedy: -0.3,
    adventure: -0.4,
    family: -0.5,
    superhero: -0.7,
    action: -0.8,
  },
  slow: {
    drama: 0.4,
    history: 0.2,
    documentary: 0.2,
    romance: 0.1,
    western: 0.1,
    comedy: -0.2,
    thriller: -0.2,
    crime: -0.1,
    adventure: -0.4,
    animation: -0.2,
    superhero: -1,
    action: -1,
  },
  exciting: {
    action: 1,
    thriller: 0.7,
    adventure: 0.6,
    superhero: 0.6,
    spy: 0.5,
    crime: 0.3,
    horror: 0.2,
    war: 0.2,
    drama: -0.3,
    romance: -0.4,
    documentary: -0.3,
  },
  gentle: {
    romance: 0.4,
    family: 0.4,
    animation: 0.2,
    drama: 0.2,
    "coming-of-age": 0.2,
    documentary: 0.2,
    "film noir": -0.4,
    mystery: -0.2,
    superhero: -0.6,
    crime: -0.6,
    thriller: -0.8,
    war: -0.8,
    horror: -1,
    action: -1,
  },
  dark: {
    "film noir": 0.7,
    horror: 0.6,
    crime: 0.5,
    thriller: 0.5,
    war: 0.5,
    mystery: 0.2,
    drama: 0.1,
    romance: -0.3,
    adventure: -0.3,
    animation: -0.4,
    comedy: -0.6,
    musical: -0.6,
    family: -1,
  },
  violent: {
    horror: 0.9,
    war: 0.9,
    action: 0.6,
    crime: 0.6,
    western: 0.4,
    thriller: 0.4,
    superhero: 0.3,
    drama: -0.1,
    documentary: -0.3,
    "coming-of-age": -0.4,
    animation: -0.4,
    comedy: -0.4,
    romance: -0.5,
    musical: -0.6,
    family: -1,
  },
  scary: {
    horror: 1,
    thriller: 0.4,
    mystery: 0.1,
    drama: -0.3,
    animation: -0.4,
    comedy: -0.6,
    romance: -0.6,
    musical: -0.7,
    family: -1,
  },
  funny: {
    comedy: 1,
    satire: 0.7,
    family: 0.2,
    musical: 0.1,
    history: -0.3,
    drama: -0.3,
    thriller: -0.6,
    war: -0.6,
    horror: -0.6,
  },
  warm: {
    family: 0.6,
    comedy: 0.5,
    musical: 0.5,
    romance: 0.4,
    sport: 0.4,
    "coming-of-age": 0.3,
    animation: 0.2,
    "film noir": -0.6,
    crime: -0.6,
    thriller: -0.7,
    war: -0.8,
    horror: -1,
  },
  sad: {
    drama: 0.5,
    war: 0.4,
    romance: 0.1,
    biography: 0.1,
    family: -0.3,
    adventure: -0.4,
    action: -0.4,
    comedy: -0.7,
  },
  light: {
    comedy: 0.7,
    musical: 0.4,
    romance: 0.3,
    family: 0.3,
    adventure: 0.2,
    animation: 0.2,
    thriller: -0.3,
    crime: -0.3,
    drama: -0.4,
    horror: -0.7,
    war: -0.8,
  },
  "for kids": {
    family: 1,
    animation: 0.3,
    fantasy: 0.1,
    comedy: -0.1,
    superhero: -0.1,
    mystery: -0.3,
    romance: -0.3,
    western: -0.3,
    action: -0.4,
    spy: -0.4,
    history: -0.4,
    drama: -0.5,
    satire: -0.6,
    "film noir": -0.8,
    thriller: -1,
    war: -1,
    crime: -1,
    horror: -1,
  },
};

/** Words of a description or a theme that say as much of a tone as a genre does. */
const byWord: Readonly<Partial<Record<Tone, readonly string[]>>> = {
  violent: [
    "kill",
    "killer",
    "murder",
    "murderer",
    "blood",
    "bloody",
    "gun",
    "gunman",
    "assassin",
    "revenge",
    "slaughter",
    "massacre",
    "hit",
    "hitman",
  ],
  scary: ["ghost", "haunted", "demon", "vampire", "zombie", "monster"],
  sad: ["die", "dying", "dead", "death", "grief", "grieving", "loss", "cancer", "funeral", "widow", "widower"],
  dark: ["killer", "murder", "abuse", "drug", "addiction", "suicide", "torture"],
  "for kids": ["toy", "princess"],
};
const wordWeight = 0.4;

/** What an entry's own word counts at least; its genres settle between two that have it. */
const ownWeight = 0.8;
/** What genres count for an entry that has tones of its own, and not this one. */
const besideOwnWeight = 0.5;

/** -1 (the opposite) to 1. */
export function toneOf(entry: CatalogEntry, tone: Tone): number {
  const own = entry.tones ?? [];
  const genres = entry.genres.reduce((sum, genre) => sum + (byGenre[tone][genre] ?? 0), 0);
  const clues = byWord[tone] ?? [];
  const text = `${entry.description} ${(entry.themes ?? []).join(" ")}`;
  const hasClue = clues.length > 0 && contentWords(text).some((word) => clues.includes(word));
  const derived = Math.max(-1, Math.min(1, genres + (hasClue ? wordWeight : 0)));
  if (own.includes(tone)) return ownWeight + (1 - ownWeight) * Math.max(0, derived);
  return own.length > 0 ? derived * besideOwnWeight : derived;
}

/** 1 for a tone that is asked for and wholly there; for one to be avoided 0 where it is missing, however far off. */
function fitOf(entry: CatalogEntry, tone: Tone, sign: 1 | -1): number {
  const has = toneOf(entry, tone);
  return sign === 1 ? has : -Math.max(0, has);
}

/** 0–1: how far what was heard of one tone is answered. */
export function toneCoverage(entry: CatalogEntry, tone: Tone, sign: 1 | -1): number {
  const fit = fitOf(entry, tone, sign);
  return sign === 1 ? (1 + fit) / 2 : 1 + fit;
}

/** How well an entry goes with what was heard, -1 to 1 for one thing, more for several; undefined where nothing was. */
export function toneFit(entry: CatalogEntry, { tones, avoided }: HeardTones): number | undefined {
  const fits = [...tones].map(([tone, sign]) => fitOf(entry, tone, sign));
  if (avoided.length > 0) {
    const words = new Set(
      contentWords([entry.title, ...entry.genres, ...(entry.themes ?? []), entry.description].join(" ")),
    );
    fits.push(...avoided.map((word) => (words.has(word) ? -1 : 0)));
  }
  return fits.length === 0 ? undefined : fits.reduce((sum, fit) => sum + fit, 0) / Math.sqrt(fits.length);
}

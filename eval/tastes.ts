/** A person's taste, and what they ask for. */
export interface Taste {
  readonly query: string;
  readonly kind: "movie" | "series";
  readonly liked: readonly string[];
  readonly seen: readonly string[];
}

export const tastes: readonly Taste[] = [
  { query: "something like these, but slower", kind: "movie", liked: ["Blade Runner", "Alien"], seen: ["The Matrix"] },
  {
    query: "a film for the whole family on a rainy day",
    kind: "movie",
    liked: ["Toy Story", "Finding Nemo"],
    seen: ["Up"],
  },
  { query: "a heist with a good plan", kind: "movie", liked: ["Heat", "Inception"], seen: ["Ocean's Eleven"] },
  { query: "quiet films about love", kind: "movie", liked: ["In the Mood for Love", "Lost in Translation"], seen: [] },
  { query: "a dark crime series", kind: "series", liked: ["Breaking Bad", "The Wire"], seen: ["The Sopranos"] },
  { query: "animated films from Japan", kind: "movie", liked: ["Spirited Away"], seen: ["My Neighbor Totoro"] },
  {
    query: "a war film that does not glorify war",
    kind: "movie",
    liked: ["Apocalypse Now"],
    seen: ["Saving Private Ryan"],
  },
  { query: "funny series with short episodes", kind: "series", liked: ["Parks and Recreation"], seen: ["The Office"] },
  { query: "a courtroom drama", kind: "movie", liked: ["12 Angry Men"], seen: [] },
  {
    query: "something scary, but not bloody",
    kind: "movie",
    liked: ["The Shining", "The Sixth Sense"],
    seen: ["The Others"],
  },
  { query: "old films with clever talk", kind: "movie", liked: ["Casablanca", "All About Eve"], seen: [] },
  {
    query: "space, and people who are alone in it",
    kind: "movie",
    liked: ["2001: A Space Odyssey", "Gravity"],
    seen: ["Interstellar"],
  },
];

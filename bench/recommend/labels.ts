/**
 * What suits and what does not, judged by hand by the authors of the catalogue: a question and what is liked, then titles
 * that a person would be glad of, and ones that answer something else. An honest judge of words against words; it says
 * nothing of any one person's taste.
 */
export interface LabelledQuestion {
  readonly query: string;
  readonly liked?: readonly string[];
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

export const labelledQuestions: readonly LabelledQuestion[] = [
  {
    query: "a heist with a clever plan",
    good: ["Ocean's Eleven", "Inside Man", "The Sting", "Rififi"],
    bad: ["Bambi", "Amour", "Brief Encounter", "Gandhi"],
  },
  {
    query: "scary haunted house",
    good: ["The Conjuring", "The Others", "The Shining", "The Orphanage"],
    bad: ["Clueless", "Rocky", "La Strada", "Lagaan"],
  },
  {
    query: "romantic comedy in Paris",
    good: ["Amélie", "Midnight in Paris", "Charade", "Before Sunset"],
    bad: ["Alien", "Das Boot", "Saw", "The Thing"],
  },
  {
    query: "samurai",
    good: ["Seven Samurai", "Harakiri", "Yojimbo", "Ran"],
    bad: ["Notting Hill", "Cheers", "Milk", "Grease"],
  },
  {
    query: "something like Inception",
    good: ["Interstellar", "Memento", "Paprika", "Shutter Island"],
    bad: ["Babe", "Chicago", "Tootsie", "Kes"],
  },
  {
    query: "funny series about an office",
    good: ["Parks and Recreation", "The IT Crowd", "30 Rock", "Brooklyn Nine-Nine"],
    bad: ["Chernobyl", "Shame", "Come and See", "Hannibal"],
  },
  {
    query: "mafia family",
    good: ["The Godfather", "Goodfellas", "The Sopranos", "Casino"],
    bad: ["Frozen", "Moon", "Clueless", "The Straight Story"],
  },
  {
    query: "",
    liked: ["Spirited Away", "My Neighbor Totoro"],
    good: ["Princess Mononoke", "Kiki's Delivery Service", "Ponyo", "Castle in the Sky"],
    bad: ["Saw", "Heat", "Platoon", "Network"],
  },
  {
    query: "",
    liked: ["Heat", "Collateral"],
    good: ["The Insider", "Drive", "Sicario", "The Departed"],
    bad: ["Bambi", "Mary Poppins", "Downton Abbey", "Cinderella"],
  },
  {
    query: "",
    liked: ["Parasite", "Oldboy"],
    good: ["Memories of Murder", "The Handmaiden", "Mother", "Decision to Leave"],
    bad: ["Grease", "The Office", "Toy Story", "Lagaan"],
  },
  {
    query: "astronauts lost in space",
    good: ["Gravity", "Interstellar", "Apollo 13", "The Martian"],
    bad: ["Ikiru", "Rebecca", "Boyhood", "Umberto D."],
  },
  {
    query: "war seen by soldiers",
    good: ["Saving Private Ryan", "1917", "Platoon", "Das Boot"],
    bad: ["Friends", "Frances Ha", "Elf", "Up"],
  },
  {
    query: "animated film for the whole family about toys or animals",
    good: ["Toy Story", "Finding Nemo", "Zootopia", "Chicken Run"],
    bad: ["Se7en", "Funny Games", "Scarface", "Audition"],
  },
  {
    query: "western with gunmen",
    good: ["The Good, the Bad and the Ugly", "Unforgiven", "The Magnificent Seven", "High Noon"],
    bad: ["Her", "Fleabag", "Fawlty Towers", "Inside Out"],
  },
  {
    query: "courtroom drama with a lawyer",
    good: ["12 Angry Men", "To Kill a Mockingbird", "A Few Good Men", "Witness for the Prosecution"],
    bad: ["Aliens", "Ponyo", "Speed", "Kung Fu Hustle"],
  },
  {
    query: "serial killer detective thriller",
    good: ["Se7en", "Zodiac", "The Silence of the Lambs", "Memories of Murder"],
    bad: ["Up", "Singin' in the Rain", "Ted Lasso", "Amélie"],
  },
  {
    query: "musical about music and love",
    good: ["La La Land", "Moulin Rouge!", "Once", "West Side Story"],
    bad: ["The Thing", "Downfall", "Alien", "Sicario"],
  },
  {
    query: "time travel",
    good: ["Back to the Future", "Twelve Monkeys", "Looper", "Primer"],
    bad: ["Rocky", "The Crown", "Kes", "Cinema Paradiso"],
  },
  {
    query: "coming of age at school",
    good: ["The Breakfast Club", "Lady Bird", "Dead Poets Society", "Mean Girls"],
    bad: ["Ran", "Downfall", "Ben-Hur", "Zodiac"],
  },
  {
    query: "spies in the cold war",
    good: ["Tinker Tailor Soldier Spy", "Bridge of Spies", "The Americans", "The Lives of Others"],
    bad: ["Frozen", "Halloween", "Coco", "Dangal"],
  },
  {
    query: "Indian film",
    good: ["3 Idiots", "Lagaan", "Dangal", "The Lunchbox"],
    bad: ["Fargo", "Borgen", "Das Boot", "Tokyo Story"],
  },
  {
    query: "superheroes",
    good: ["The Dark Knight", "The Avengers", "Spider-Man", "Logan"],
    bad: ["Amour", "Tokyo Story", "Rebecca", "Stalker"],
  },
  {
    query: "boxing or sport underdog",
    good: ["Rocky", "Million Dollar Baby", "Creed", "Dangal"],
    bad: ["Alien", "Suspiria", "Stalker", "Rebecca"],
  },
  {
    query: "zombies",
    good: ["Train to Busan", "Shaun of the Dead", "Dawn of the Dead", "The Walking Dead"],
    bad: ["Amadeus", "Notting Hill", "The West Wing", "Sideways"],
  },
];

/** Titles that exist nowhere, as language models make them up: never right. */
export const madeUpTitles: readonly string[] = [
  "The Purple Lighthouse of Nowhere",
  "Midnight at the Glass Harbor",
  "Echoes of the Paper Moonlight",
  "The Last Clockmaker's Daughter of Ravenna",
  "Shadows over Kestrel Bay",
  "A Winter for Two Sparrows",
  "The Silent Orchard Protocol",
  "Beneath the Copper Sky Parade",
  "Crimson Ledger: Vienna",
  "Where the Foxgloves Wait",
];

/**
 * What suits and what does not, judged by hand by the authors of the catalog: a question and what is liked, then titles
 * that a person would be glad of, and ones that answer something else. An honest judge of words against words; it says
 * nothing of any one person's taste.
 */
export interface LabelledQuestion {
  readonly query: string;
  readonly liked?: readonly string[];
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** It asks for how something feels; the bad ones have its subject. */
  readonly isOfTone?: true;
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
  // A theme against a taste that has nothing to do with it: the bad ones are near the taste.
  {
    query: "a heist with a good plan",
    liked: ["Heat", "Inception"],
    good: ["Ocean's Eleven", "Inside Man", "Rififi", "Reservoir Dogs"],
    bad: ["Rogue One", "Paprika", "Cabaret", "Juno"],
  },
  {
    query: "courtroom",
    liked: ["Toy Story"],
    good: ["12 Angry Men", "A Few Good Men", "The Verdict", "Anatomy of a Fall"],
    bad: ["Toy Story 2", "Clueless", "Moana", "Alien"],
  },
  {
    query: "time travel",
    liked: ["Heat"],
    good: ["Primer", "Looper", "Back to the Future", "Twelve Monkeys"],
    bad: ["The Insider", "Sicario", "Rebecca", "Kes"],
  },
  {
    query: "a road trip",
    liked: ["The Matrix"],
    good: ["Easy Rider", "Little Miss Sunshine", "Thelma & Louise", "The Straight Story"],
    bad: ["Rear Window", "Dark City", "Tenet", "Panic Room"],
  },
  {
    query: "revenge",
    liked: ["Am\u00e9lie"],
    good: ["Oldboy", "Kill Bill: Volume 1", "I Saw the Devil", "The Revenant"],
    bad: ["Her", "Up", "Midnight in Paris", "Juno"],
  },
  {
    query: "survival alone",
    liked: ["Notting Hill"],
    good: ["Cast Away", "127 Hours", "The Martian", "Life of Pi"],
    bad: ["Love Actually", "Cheers", "Chicago", "Amadeus"],
  },
  {
    query: "haunted house",
    liked: ["Rocky"],
    good: ["The Conjuring", "The Others", "Poltergeist", "The Innocents"],
    bad: ["Creed", "Speed", "Babe", "Gandhi"],
  },
  {
    query: "coming of age",
    liked: ["Alien"],
    good: ["Stand by Me", "Lady Bird", "Boyhood", "Moonlight"],
    bad: ["Aliens", "The Thing", "Downfall", "Saw"],
  },
  {
    query: "prison escape",
    liked: ["Bambi"],
    good: ["The Shawshank Redemption", "The Great Escape", "A Man Escaped", "Cool Hand Luke"],
    bad: ["Elf", "Up", "Ponyo"],
  },
  {
    query: "con artists",
    liked: ["Star Wars"],
    good: ["The Sting", "Catch Me If You Can", "Nine Queens", "The Handmaiden"],
    bad: ["Rogue One", "Moon", "Gravity", "Solaris"],
  },
  {
    query: "undercover agent",
    liked: ["Finding Nemo"],
    good: ["The Departed", "Donnie Brasco", "Infernal Affairs", "BlacKkKlansman"],
    bad: ["Moana", "Coco", "Up", "Ratatouille"],
  },
  {
    query: "journalists uncover a scandal",
    liked: ["Shrek"],
    good: ["All the President's Men", "Spotlight", "The Insider", "Zodiac"],
    bad: ["Kung Fu Panda", "Elf", "Frozen", "Moon"],
  },
  {
    query: "memory loss",
    liked: ["Braveheart"],
    good: ["Memento", "The Bourne Identity", "Eternal Sunshine of the Spotless Mind", "Mulholland Drive"],
    bad: ["Spartacus", "Gandhi", "Rush", "Elf"],
  },
  {
    query: "a whodunit",
    liked: ["Gravity"],
    good: ["Knives Out", "Gosford Park", "The Maltese Falcon", "Broadchurch"],
    bad: ["Interstellar", "Moon", "Solaris", "Frozen"],
  },
  {
    query: "the end of the world",
    liked: ["Clueless"],
    good: ["Children of Men", "Melancholia", "28 Days Later", "The Last of Us"],
    bad: ["Mean Girls", "Juno", "Notting Hill"],
  },
  // Adjectives: most of the bad ones have the subject and not the tone.
  {
    query: "slow Korean thriller",
    good: ["Memories of Murder", "Mother", "Burning", "Decision to Leave"],
    bad: ["Crash Landing on You", "Train to Busan", "Grease", "The Great Escape"],
    isOfTone: true,
  },
  {
    query: "thoughtful sci-fi like Arrival",
    good: ["Interstellar", "Solaris", "Moon", "Blade Runner 2049"],
    bad: ["Terminator 2: Judgment Day", "Aliens", "Predator", "RoboCop"],
    isOfTone: true,
  },
  {
    query: "a quiet drama about family",
    good: ["Tokyo Story", "Late Spring", "Like Father, Like Son", "Shoplifters"],
    bad: ["Goodfellas", "The Texas Chain Saw Massacre", "Die Hard", "Speed"],
    isOfTone: true,
  },
  {
    query: "crime without much blood",
    good: ["The Sting", "Ocean's Eleven", "The Pink Panther", "Catch Me If You Can"],
    bad: ["Reservoir Dogs", "Scarface", "I Saw the Devil", "City of God"],
    isOfTone: true,
  },
  {
    query: "a film for kids",
    good: ["Toy Story", "Finding Nemo", "My Neighbor Totoro", "Zootopia"],
    bad: ["Se7en", "Boyhood", "Alien", "Requiem for a Dream"],
    isOfTone: true,
  },
  {
    query: "funny horror",
    good: ["Shaun of the Dead", "What We Do in the Shadows", "Young Frankenstein", "Evil Dead II"],
    bad: ["The Exorcist", "Hereditary", "REC", "The Babadook"],
    isOfTone: true,
  },
  {
    query: "something feel-good",
    good: ["Amélie", "The Intouchables", "3 Idiots", "Ted Lasso"],
    bad: ["Come and See", "Funny Games", "Incendies", "Chernobyl"],
    isOfTone: true,
  },
  {
    query: "dark superhero film",
    good: ["The Dark Knight", "Logan", "Batman"],
    bad: ["Guardians of the Galaxy", "Thor: Ragnarok", "Notting Hill"],
    isOfTone: true,
  },
  {
    query: "a mystery that is not scary",
    good: ["Knives Out", "Gosford Park", "Sherlock", "Charade"],
    bad: ["The Wailing", "Get Out", "Deep Red", "The Wicker Man"],
    isOfTone: true,
  },
  {
    query: "an easy comedy",
    good: ["Notting Hill", "Groundhog Day", "Friends", "Some Like It Hot"],
    bad: ["Parasite", "Jojo Rabbit", "Come and See", "Downfall"],
    isOfTone: true,
  },
  {
    query: "a sad animated film",
    good: ["Grave of the Fireflies", "A Silent Voice", "Bambi"],
    bad: ["Kung Fu Panda", "Shrek", "Zootopia"],
    isOfTone: true,
  },
  {
    query: "exciting spy film",
    good: ["Casino Royale", "Mission: Impossible – Fallout", "North by Northwest"],
    bad: ["Lust, Caution", "Bambi", "Tokyo Story"],
    isOfTone: true,
  },
  {
    query: "a gentle romance",
    good: ["Past Lives", "Brief Encounter", "The Lunchbox", "Before Sunrise"],
    bad: ["Bonnie and Clyde", "Rust and Bone", "The Fly", "Scarface"],
    isOfTone: true,
  },
  {
    query: "a war film but not too violent",
    good: ["Grand Illusion", "Casablanca", "Jojo Rabbit", "The Best Years of Our Lives"],
    bad: ["Saving Private Ryan", "Hacksaw Ridge", "Come and See", "Platoon"],
    isOfTone: true,
  },
  {
    query: "like Inception but easier",
    good: ["Back to the Future", "The Prestige", "Ocean's Eleven"],
    bad: ["Eraserhead", "Come and See", "Stalker"],
    isOfTone: true,
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

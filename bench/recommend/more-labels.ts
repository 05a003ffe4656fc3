/**
 * Questions written before their answers were looked at. `furtherQuestions` were then used to improve the ranking, `heldOutQuestions`
 * were not: nothing was changed after a look at what they give.
 */
import type { LabelledQuestion } from "./labels.ts";

export const furtherQuestions: readonly LabelledQuestion[] = [
  {
    query: "like Amelie but sadder",
    good: ["The Double Life of Véronique", "Edward Scissorhands", "Lost in Translation", "Three Colors: Blue"],
    bad: ["Platoon", "Grand Illusion", "The Hangover", "Das Boot"],
    isOfTone: true,
  },
  {
    query: "something like Heat but slower",
    good: ["The Insider", "The Irishman", "Once Upon a Time in America", "Zodiac"],
    bad: ["Speed", "John Wick", "Hot Fuzz", "Face/Off"],
    isOfTone: true,
  },
  {
    query: "like Star Wars but more thoughtful",
    good: ["2001: A Space Odyssey", "Arrival", "Solaris", "Dune"],
    bad: ["Predator", "Thor: Ragnarok", "Notting Hill", "Starship Troopers"],
    isOfTone: true,
  },
  {
    query: "Alien but funny",
    good: ["They Live", "Ghostbusters", "Guardians of the Galaxy", "Shaun of the Dead"],
    bad: ["Aliens", "Predator", "The Thing", "Amour"],
    isOfTone: true,
  },
  {
    query: "like Notting Hill but smarter",
    good: ["Before Sunrise", "Annie Hall", "The Philadelphia Story", "His Girl Friday"],
    bad: ["Die Hard", "Saw", "Predator", "Top Gun"],
    isOfTone: true,
  },
  {
    query: "like Interstellar but more exciting",
    good: ["Edge of Tomorrow", "Gravity", "The Matrix", "Inception"],
    bad: ["Solaris", "Stalker", "Amour", "Tokyo Story"],
    isOfTone: true,
  },
  {
    query: "a gloomy detective series",
    good: ["True Detective", "The Killing", "Luther", "The Bridge"],
    bad: ["Brooklyn Nine-Nine", "Friends", "Frasier"],
    isOfTone: true,
  },
  {
    query: "a tense film about a bank robbery",
    good: ["Inside Man", "Dog Day Afternoon", "Heat", "Hell or High Water"],
    bad: ["Raising Arizona", "It's a Wonderful Life", "Mary Poppins", "Notting Hill"],
    isOfTone: true,
  },
  {
    query: "cheerful musical",
    good: ["Singin' in the Rain", "Grease", "Mary Poppins", "The Sound of Music"],
    bad: ["Dancer in the Dark", "Cabaret", "Les Misérables", "Whiplash"],
    isOfTone: true,
  },
  {
    query: "scary but not bloody",
    good: ["The Others", "The Innocents", "The Sixth Sense", "A Quiet Place"],
    bad: ["Saw", "The Texas Chain Saw Massacre", "Evil Dead II", "Audition"],
    isOfTone: true,
  },
  {
    query: "a funny film about death",
    good: ["Harold and Maude", "Beetlejuice", "Coco", "Big Fish"],
    bad: ["Amour", "Ikiru", "The Sea Inside", "Son of Saul"],
    isOfTone: true,
  },
  {
    query: "a series that makes you think",
    good: ["Black Mirror", "Severance", "The Leftovers", "The Good Place"],
    bad: ["24", "Money Heist", "Friends", "The Big Bang Theory"],
    isOfTone: true,
  },
  {
    query: "a romance that is not sad",
    good: ["Notting Hill", "When Harry Met Sally...", "About Time", "Before Sunrise"],
    bad: ["Brokeback Mountain", "Brief Encounter", "Dancer in the Dark", "Atonement"],
    isOfTone: true,
  },
  {
    query: "quiet science fiction",
    good: ["Her", "Moon", "Solaris", "Stalker"],
    bad: ["Terminator 2: Judgment Day", "The Avengers", "Edge of Tomorrow", "Predator"],
    isOfTone: true,
  },
  {
    query: "cooking",
    good: ["Ratatouille", "The Bear", "Babette's Feast", "Eat Drink Man Woman"],
    bad: ["Alien", "Platoon", "Heat", "Saw"],
  },
  {
    query: "vampires",
    good: ["Let the Right One In", "Nosferatu", "What We Do in the Shadows", "Buffy the Vampire Slayer"],
    bad: ["Rocky", "Gandhi", "Spotlight", "Up"],
  },
  {
    query: "dragons",
    good: ["How to Train Your Dragon", "Game of Thrones", "House of the Dragon", "The Hobbit: An Unexpected Journey"],
    bad: ["Rocky", "Heat", "Amour", "The Verdict"],
  },
  {
    query: "world war one",
    good: ["1917", "All Quiet on the Western Front", "Paths of Glory", "Grand Illusion"],
    bad: ["Star Wars", "Frozen", "The Office", "Notting Hill"],
  },
];

export const heldOutQuestions: readonly LabelledQuestion[] = [
  {
    query: "like Toy Story but darker",
    good: ["Coraline", "The Nightmare Before Christmas", "Princess Mononoke", "Isle of Dogs"],
    bad: ["Notting Hill", "Finding Nemo", "Zootopia", "Saving Private Ryan"],
    isOfTone: true,
  },
  {
    query: "like The Godfather but funnier",
    good: ["In Bruges", "Snatch", "Lock, Stock and Two Smoking Barrels", "Some Like It Hot"],
    bad: ["Scarface", "Gomorrah", "Casino", "Amour"],
    isOfTone: true,
  },
  {
    query: "like Lost in Translation but happier",
    good: ["Amélie", "About Time", "Before Sunrise", "Sing Street"],
    bad: ["Amour", "Requiem for a Dream", "Manchester by the Sea", "Predator"],
    isOfTone: true,
  },
  {
    query: "like Jaws but for kids",
    good: ["Finding Nemo", "Ponyo", "How to Train Your Dragon"],
    bad: ["The Birds", "The Thing", "Saw", "Notting Hill"],
    isOfTone: true,
  },
  {
    query: "something like Alien but without gore",
    good: ["Gravity", "Arrival", "Moon", "Close Encounters of the Third Kind"],
    bad: ["The Fly", "Predator", "The Thing", "Saw"],
    isOfTone: true,
  },
  {
    query: "like Parasite but gentler",
    good: ["Shoplifters", "Minari", "The Florida Project"],
    bad: ["I Saw the Devil", "Oldboy", "The Chaser", "Die Hard"],
    isOfTone: true,
  },
  {
    query: "light crime film",
    good: ["Ocean's Eleven", "The Sting", "Catch Me If You Can", "A Fish Called Wanda"],
    bad: ["City of God", "Se7en", "Gomorrah", "Mystic River"],
    isOfTone: true,
  },
  {
    query: "a sad film about friendship",
    good: ["The Banshees of Inisherin", "Midnight Cowboy", "My Brilliant Friend", "A Silent Voice"],
    bad: ["The Hangover", "Superbad", "Toy Story 2", "Friends"],
    isOfTone: true,
  },
  {
    query: "a brutal war film",
    good: ["Come and See", "Saving Private Ryan", "Hacksaw Ridge", "Black Hawk Down"],
    bad: ["Casablanca", "Grand Illusion", "Jojo Rabbit", "The Best Years of Our Lives"],
    isOfTone: true,
  },
  {
    query: "a slow western",
    good: ["Once Upon a Time in the West", "Unforgiven", "Dances with Wolves", "The Power of the Dog"],
    bad: ["Django Unchained", "Mad Max 2", "Blazing Saddles"],
    isOfTone: true,
  },
  {
    query: "a violent samurai film",
    good: ["Harakiri", "Throne of Blood", "Yojimbo", "Ran"],
    bad: ["My Neighbor Totoro", "Tokyo Story", "Late Spring", "Departures"],
    isOfTone: true,
  },
  {
    query: "an uplifting sports film",
    good: ["Rocky", "Creed", "Chariots of Fire", "The Karate Kid"],
    bad: ["Raging Bull", "Million Dollar Baby", "The Wrestler"],
    isOfTone: true,
  },
  {
    query: "a dark comedy",
    good: ["In Bruges", "Fargo", "Dr. Strangelove", "Kind Hearts and Coronets"],
    bad: ["Elf", "Legally Blonde", "Mary Poppins", "Mrs. Doubtfire"],
    isOfTone: true,
  },
  {
    query: "an easy film for a tired evening",
    good: ["Notting Hill", "Ocean's Eleven", "School of Rock", "Groundhog Day"],
    bad: ["Come and See", "Son of Saul", "Mirror", "Incendies"],
    isOfTone: true,
  },
  {
    query: "a teacher who changes lives",
    good: ["Dead Poets Society", "School of Rock", "The Class", "Taare Zameen Par"],
    bad: ["Jaws", "Alien", "Heat", "Gravity"],
  },
  {
    query: "artificial intelligence",
    good: ["Ex Machina", "Her", "2001: A Space Odyssey", "Westworld"],
    bad: ["Amélie", "Rocky", "High Noon", "Gandhi"],
  },
  {
    query: "newspaper reporters",
    good: ["All the President's Men", "Spotlight", "His Girl Friday", "Ace in the Hole"],
    bad: ["Frozen", "Saw", "Gravity", "Ran"],
  },
  {
    query: "ballet",
    good: ["Black Swan", "Billy Elliot", "The Red Shoes"],
    bad: ["Heat", "Alien", "Das Boot", "Speed"],
  },
  {
    query: "on a submarine",
    good: ["Das Boot", "The Hunt for Red October"],
    bad: ["Notting Hill", "Grease", "Rocky", "High Noon"],
  },
  {
    query: "hackers",
    good: ["The Matrix", "The Girl with the Dragon Tattoo", "Ghost in the Shell"],
    bad: ["Babe", "Amour", "Ben-Hur", "The Verdict"],
  },
];

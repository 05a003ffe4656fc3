import type { ReasonWording } from "../reason-wording.ts";

export const english: ReasonWording = {
  quoted: "{title}",
  sameMaker: [
    "By {person}, as {title} is.",
    "{person} made this one as well as {title}.",
    "From {person}, who also made {title}.",
  ],
  samePerson: [
    "With {person}, as in {title}.",
    "{person} is part of {title} and of this one too.",
    "{person} links it to {title}.",
  ],
  sameGenres: [
    "Like {title}, it is {genres}.",
    "It shares {genres} with {title}.",
    "If you like {title}: here is more {genres}.",
  ],
  sameDecade: [
    "From the {decade}s, as {title} is.",
    "It belongs to the same years as {title}, the {decade}s.",
    "{title} led here: this, too, is from the {decade}s.",
  ],
  fitsBy: [
    "{genres} by {person}, close to what you asked for.",
    "It fits what you asked for: {genres} by {person}.",
    "Worth a look: {genres} by {person}.",
  ],
  fits: [
    "{genres}, close to what you asked for.",
    "It fits what you asked for: {genres}.",
    "Worth a look for its {genres}.",
  ],
  toTaste: ["{genres}, close to your taste.", "It may be to your taste: {genres}."],
  wellKnown: ["{genres} that many people like.", "Well known: {genres}."],
  otherYears: ["{genres}, though from {year}.", "Not of those years but of {year}: {genres}."],
  near: "It is close to what you asked for.",
  listOf: {
    none: "There is nothing to recommend for this yet.",
    one: "This comes close to what you asked for.",
    several: "These {count} come close to what you asked for.",
    unknownWords: "I do not know these words.",
    byTaste: "This goes by your taste.",
    wellKnown: "Here is what many people like.",
    otherYears: "I do not have enough from those years: not all of these are.",
  },
  genres: {},
};

import { english } from "../reasons/wordings/en.ts";
import type { ReasonWording } from "../reasons/reason-wording.ts";

/** First halves of English reasons, for a model to finish with the item's story. */
export const reasonOpenings: ReasonWording = {
  ...english,
  sameMaker: ["By {person}, as {title} is:", "From {person}, as {title} is:"],
  samePerson: ["With {person}, as in {title}:"],
  sameGenres: ["Like {title}, {genres}:", "{genres}, as {title} is:"],
  sameDecade: ["From the {decade}s, as {title} is:"],
  fitsBy: ["{genres} by {person}:"],
  fits: ["{genres}:"],
  toTaste: ["{genres}:"],
  wellKnown: ["{genres}:"],
  otherYears: ["{genres}, though from {year}:"],
};

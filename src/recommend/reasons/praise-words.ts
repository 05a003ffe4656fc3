/** Words that commend without saying anything that could be untrue of a title, as `contentWords` gives them. */
import { contentWords } from "../embedding/content-words.ts";

export const praise: ReadonlySet<string> = new Set(
  contentWords(
    `if you'll you're love loved enjoy enjoyed fan fans perfect pick choice suit suits fit fits right night tonight evening mood
     wonderful beautiful beautifully powerful memorable unforgettable excellent brilliant amazing fantastic must worth
     favorite favourite follow follows tell tells feature features featuring star stars starring play plays played direct directed director
     make makes made will would might could can should feel feels full masterpiece gem tale here try because since while
     both share shares also these those mix blend take look looking way every see kind truly highly recommended`,
  ),
);

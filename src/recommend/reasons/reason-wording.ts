/** At least one sentence; neighbours in a list take different ones. */
export type Wordings = readonly [string, ...string[]];

/**
 * The sentences of one language. `{title}` is something that was liked, as `quoted` writes it; `{person}` a name;
 * `{genres}` a list of genres; `{decade}` the first year of ten, such as 1990; `{count}` a number.
 */
export interface ReasonWording {
  /** `{title}` in the language's own quotes. */
  readonly quoted: string;
  /** The same person made both: directed, wrote. */
  readonly sameMaker: Wordings;
  /** The same person takes part in both. */
  readonly samePerson: Wordings;
  readonly sameGenres: Wordings;
  readonly sameDecade: Wordings;
  /** Nothing liked is near: what it is, and by whom. */
  readonly fitsBy: Wordings;
  readonly fits: Wordings;
  /** Nothing of the question was understood: it goes by the taste, or by how well known it is. */
  readonly toTaste: Wordings;
  readonly wellKnown: Wordings;
  /** It is of none of the years that were asked for. `{year}` is its own. */
  readonly otherYears: Wordings;
  /** Not even a genre is known. */
  readonly near: string;
  /** In place of a model's words around a list of none, one and several. */
  readonly listOf: {
    readonly none: string;
    readonly one: string;
    readonly several: string;
    /** In front of one of the two behind it, where no word of the question is known. */
    readonly unknownWords: string;
    readonly byTaste: string;
    readonly wellKnown: string;
    /** Where not all items are of the years that were asked for. */
    readonly otherYears: string;
  };
  /** As in a sentence, by the English names of the built-in catalog; others stay as they are. */
  readonly genres: Readonly<Record<string, string>>;
}

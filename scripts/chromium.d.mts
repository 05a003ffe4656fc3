export const chromiumPath: string | undefined;
/** Why no page can be opened here; undefined when it can. */
export const noChromium: string | undefined;

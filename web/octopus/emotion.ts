/** The five feelings of the server's replies. */
export const emotions = ["neutral", "happy", "sad", "angry", "surprised"] as const;

export type Emotion = (typeof emotions)[number];

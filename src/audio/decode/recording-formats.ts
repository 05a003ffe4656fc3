import { soundFormats } from "../sound-formats.ts";

const read = soundFormats.filter(({ isRead }) => isRead === "always");
const [last = "", ...others] = read
  .map(({ name, files }) => (files.length === 1 && files[0] === name ? name : `${name} (${files.join(", ")})`))
  .toReversed();

/** `WAV, MP3 … or Vorbis (Ogg)`. */
export const recordingFormats: string = `${others.toReversed().join(", ")} or ${last}`;

/** The hint for a client that sent another. */
export const otherFormatsHint: string = `Send ${recordingFormats}.`;

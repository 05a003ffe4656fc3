import { z } from "zod";
import type { SpeechLibraryItem } from "../../../core/speech/speech-library.ts";

/** A speech model that can be pulled or was, as clients see it. */
export const speechItemSchema = z.object({
  name: z.string(),
  role: z.enum(["recognizer", "voice", "detector"]),
  family: z.string(),
  languages: z.array(z.string()).describe("Empty for those that know nearly all."),
  size_bytes: z.int().describe("About as many as a download has."),
  downloaded: z.boolean(),
  licence: z.string(),
});

export function toSpeechItem(item: SpeechLibraryItem): z.infer<typeof speechItemSchema> {
  const { family, isInstalled, languages = [], licence, name, role, sizeBytes } = item;
  return { name, role, family, languages: [...languages], size_bytes: sizeBytes, downloaded: isInstalled, licence };
}

/** Speech in and out. */
import { languageMap } from "../kinds/language-map.ts";
import { integer, text } from "../kinds/value-kind.ts";
import { setting } from "./setting.ts";

export const voiceSettings = [
  setting("recognizers", "Voice", {
    kind: languageMap(),
    default: {},
    description:
      "What understands speech, by language: speech models, or `openai:UPSTREAM/MODEL`; else the installed one that fits.",
  }),
  setting("voices", "Voice", {
    kind: languageMap(),
    default: {},
    description: "Who speaks, by language: voices, or `openai:UPSTREAM/MODEL@VOICE`; else an installed one that fits.",
  }),
  setting("wyomingPort", "Voice", {
    kind: integer({ min: 0, max: 65_535 }, "PORT"),
    default: null,
    description: "Serve the Wyoming protocol of Home Assistant on this port too; 0 takes a free one.",
  }),
  setting("wyomingHost", "Voice", {
    kind: text("an address or host name", "ADDRESS"),
    default: "127.0.0.1",
    description: "The address for Wyoming, which knows no keys: whoever reaches it may speak and listen.",
  }),
];

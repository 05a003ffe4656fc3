/**
 * Engines that each break one rule of the engine contract, and the checks that must notice: a suite that a broken
 * engine passes proves nothing about the others.
 */
import type { BrokenEngine } from "./broken-engines/broken-engine.ts";
import { brokenAbilities } from "./broken-engines/broken-abilities.ts";
import { brokenEnds } from "./broken-engines/broken-ends.ts";
import { brokenReplies } from "./broken-engines/broken-replies.ts";
import { forgetfulEngines } from "./broken-engines/forgetful-engines.ts";
import { brokenStreams } from "./broken-engines/broken-streams.ts";

export type { BrokenEngine } from "./broken-engines/broken-engine.ts";

export const brokenEngines: readonly BrokenEngine[] = [
  ...brokenStreams,
  ...brokenEnds,
  ...brokenReplies,
  ...brokenAbilities,
  ...forgetfulEngines,
];

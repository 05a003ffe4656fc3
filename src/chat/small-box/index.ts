/** The small-box chat's public names. */
export { createSmallBox, echoName, smallBoxDefaults, type SmallBox, type SmallBoxOptions } from "./small-box.ts";
export type { KeptFinishEvent } from "./small-box-talk.ts";

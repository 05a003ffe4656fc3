/** The small-box chat's public names. */
export { createSmallBox, echoName, smallBoxDefaults, type SmallBox } from "./small-box.ts";

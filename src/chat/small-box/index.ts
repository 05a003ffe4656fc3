/** The small-box chat's public names. */
export { createSmallBox, echoName, type SmallBox } from "./small-box.ts";

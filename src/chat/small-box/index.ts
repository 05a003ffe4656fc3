/** The small-box chat's public names. */
export { createSmallBox, echoName, type SmallBox, type SmallBoxRequest } from "./small-box.ts";

/** The taste chat's public names. */
export { createTasteChat, type TasteChat } from "./taste-chat.ts";

/** The taste chat's public names. */
export type { TasteTurn } from "./history-window.ts";
export { createTasteChat, type TasteChat } from "./taste-chat.ts";

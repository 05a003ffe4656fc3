/** The taste chat's public names. */
export { checkTasteRequest } from "./check-taste-request.ts";
export type { TasteTurn } from "./history-window.ts";
export { createTasteChat, type TasteChat, type TasteChatRequest } from "./taste-chat.ts";

/** The taste chat's public names. */
export { createTasteChat, type TasteChat } from "./taste-chat.ts";
export { tasteRequestSchema, type TasteTurn } from "./taste-request.ts";

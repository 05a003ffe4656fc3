/** The smollm chat's public names. */
export { createSmollmChat, echoName, type SmollmChat, type SmollmChatOptions } from "./smollm-chat.ts";
export type { StoredFinishEvent } from "./smollm-conversations.ts";
export { smollmDefaults } from "./smollm-request.ts";

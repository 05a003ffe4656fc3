/** The Hugging Face hub's routes: what a file is, its bytes, and what else its repository has. */
export { createHub } from "./create-hub.ts";
export type { HubFile } from "./file-facts.ts";
export type { Hub, HubBody, HubFileRequest } from "./hub.ts";
export { checkFileName, checkRepository, checkRevision } from "./repository-name.ts";

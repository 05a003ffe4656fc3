/** The Hugging Face hub's routes: what a file is, its bytes, and what else its repository has. */
export { createHub, huggingFaceUrl, type HubOptions } from "./create-hub.ts";
export type { HubFile } from "./file-facts.ts";
export type { Hub, HubBody, HubFileRequest, HubOpenRequest, HubRepositoryRequest } from "./hub.ts";
export type { HubListedFile, HubRepository } from "./repository-files.ts";
export { checkFileName, checkRepository, checkRevision } from "./repository-name.ts";

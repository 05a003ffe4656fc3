/** A Hugging Face hub on this machine, with faults to order. */
export { namesOf } from "./hosted-repository.ts";
export { startHubServer, type HubServer } from "./hub-server.ts";
export type { HubServerOptions } from "./hub-state.ts";
export { seededBytes } from "./seeded-bytes.ts";

/** A Hugging Face hub on this machine, with faults to order. */
export { namesOf, type ContentNames, type HostedFile, type HostedRepository } from "./hosted-repository.ts";
export type { HubFault, HubHost } from "./hub-fault.ts";
export { startHubServer, type HubServer, type SeenRequest } from "./hub-server.ts";
export type { HubServerOptions } from "./hub-state.ts";
export { seededBytes } from "./seeded-bytes.ts";

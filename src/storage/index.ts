/** Where conversations, preferences and persona overrides are stored: the public names. */
export { moveData, type MoveProgress, type MoveReport } from "./move-data.ts";
export { openStores, type DatabaseAddress } from "./open-stores.ts";

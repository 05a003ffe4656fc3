/** Where conversations, preferences and changes to personas are kept: what other folders may use. */
export { moveData, type MoveProgress, type MoveReport } from "./move-data.ts";
export { openStores, type DatabaseAddress } from "./open-stores.ts";

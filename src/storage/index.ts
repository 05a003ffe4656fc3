/** Where conversations, preferences and changes to personas are kept: what other folders may use. */
export { openStores, type DatabaseAddress, type OpenStoresOptions } from "./open-stores.ts";

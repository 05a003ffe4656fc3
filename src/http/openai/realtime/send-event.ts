/** Gives an event its id and sends it. */
export type SendEvent = (event: { readonly type: string } & Readonly<Record<string, unknown>>) => void;

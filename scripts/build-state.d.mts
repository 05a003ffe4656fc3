export const root: string;
export function buildState(): "current" | "missing" | "outdated";

export const root: string;
export function buildState(): "current" | "missing" | "outdated";
export function webBuildState(): "current" | "missing" | "outdated";

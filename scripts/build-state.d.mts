export const root: string;
export function buildState(): "current" | "unchecked" | "missing" | "outdated";
export function webBuildState(): "current" | "missing" | "outdated";

/** Refuses to test a build that is not the one of these sources: a green run would say nothing about them. */
import { buildState } from "../scripts/build-state.mjs";

export function setup(): void {
  const state = buildState();
  if (state === "current") return;
  throw new Error(
    `Cannot test the whole system: dist/ is ${state === "missing" ? "missing, or a build that failed" : "not the build of src/ as it is"}. ` +
      "`npm test` builds first, and `npm test -- <path>` as well; `npm run setup -- --build` only builds.",
  );
}

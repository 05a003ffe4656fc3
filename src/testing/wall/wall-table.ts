import type { WallResult } from "./run-wall.ts";
import {
  wallContexts,
  wallForms,
  wallMoments,
  type WallForm,
  type WallMoment,
  type WallContext,
} from "./wall-cells.ts";
import { wallRows } from "./wall-faults.ts";

const columns: readonly (readonly [WallContext, WallForm, WallMoment])[] = wallContexts.flatMap((context) =>
  wallForms.flatMap((form) => wallMoments.map((moment) => [context, form, moment] as const)),
);

/** The results as a table of a line for each fault, and what is wrong with those that fail. */
export function wallTable(results: readonly WallResult[]): string {
  const width = Math.max(...wallRows.map(({ name }) => name.length));
  const names = (part: 0 | 1 | 2): string => columns.map((column) => column[part].padEnd(7)).join("");
  const lines = wallRows.map(
    ({ name }) => name.padEnd(width + 2) + columns.map((column) => mark(results, name, column).padEnd(7)).join(""),
  );
  const failed = results.filter(({ failure }) => failure !== undefined);
  const reasons = failed.map(
    ({ cell, failure }) =>
      `FAIL ${cell.row}, ${cell.moment} the first token, ${cell.form}, ${cell.context}: ${failure}`,
  );
  return [
    ...([0, 1, 2] as const).map((part) => " ".repeat(width + 2) + names(part)),
    ...lines,
    "",
    ...reasons,
    `${results.length - failed.length} of ${results.length} cells pass`,
  ].join("\n");
}

function mark(results: readonly WallResult[], row: string, [context, form, moment]: (typeof columns)[number]): string {
  const found = results.find(
    ({ cell }) => cell.row === row && cell.context === context && cell.form === form && cell.moment === moment,
  );
  if (found === undefined) return "-";
  return found.failure === undefined ? "pass" : "FAIL";
}

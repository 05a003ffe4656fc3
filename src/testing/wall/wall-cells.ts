import { wallRows, type Severity, type WallFault } from "./wall-faults.ts";

/**
 * The place of the model with the fault. `plain`: alone. `first`: before one that answers. `last`: after one that fails
 * with a 500, so that a fallback has taken over already.
 */
export const wallContexts = ["plain", "first", "last"] as const;
export type WallContext = (typeof wallContexts)[number];

export const wallForms = ["stream", "whole"] as const;
export type WallForm = (typeof wallForms)[number];

export const wallMoments = ["before", "after"] as const;
export type WallMoment = (typeof wallMoments)[number];

/** One request of the wall. */
export interface WallCell {
  readonly row: string;
  readonly severity: Severity;
  readonly moment: WallMoment;
  readonly form: WallForm;
  readonly context: WallContext;
  /** The name under which the gateway has the model with the fault, alone. */
  readonly model: string;
}

/** A model that the gateway must have, and where the provider has it. */
export interface WallModel {
  readonly name: string;
  readonly fault: WallFault;
}

export const wallModels: readonly WallModel[] = wallRows.flatMap((row) =>
  wallMoments.flatMap((moment) => {
    const fault = row[moment];
    return fault === undefined ? [] : [{ name: modelName(row.name, moment), fault }];
  }),
);

export const wallCells: readonly WallCell[] = wallRows.flatMap((row) =>
  wallMoments.flatMap((moment) =>
    row[moment] === undefined
      ? []
      : wallForms.flatMap((form) =>
          wallContexts.map((context): WallCell => {
            const { name, severity } = row;
            return { row: name, severity, moment, form, context, model: modelName(name, moment) };
          }),
        ),
  ),
);

/** Such as `reset-by-the-network-after`. */
function modelName(row: string, moment: WallMoment): string {
  return `${row.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${moment}`;
}

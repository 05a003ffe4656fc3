/**
 * Which form a model is asked to write its list in, by what it gave so far: the share of the asked items that a reply
 * brought and that could be shown. Lists come first, as most models write them best; JSON is tried where they fail.
 *
 * 1. A model whose lists do well is never tried with JSON.
 * 2. Before both forms are known, one request in four is a trial, and a form that gives nothing is given up early.
 * 3. Afterwards one request in twenty asks for the worse form, as models are replaced behind their names.
 */
import type { ListFormat } from "../prompt/build-prompt.ts";

/** What one reply of a model brought. */
export interface FormatOutcome {
  readonly model: string;
  readonly format: ListFormat;
  /** Items that the reply was to have; at least 1. */
  readonly asked: number;
  /** Those of them that could be shown: read, known or allowed, and not twice. */
  readonly usable: number;
}

export interface FormatChoice {
  /** Undefined: no model is there to be asked. */
  choose(model: string | undefined): ListFormat;
  record(outcome: FormatOutcome): void;
  /** The model's engine cannot hold a reply to a schema: it is asked for lists only. */
  refuseSchema(model: string): void;
  /** The model closed reasoning that it had not opened: nothing of its next replies is a list before it does so again. */
  noteReasoning(model: string): void;
  isReasoningExpected(model: string): boolean;
}

export interface FormatChoiceOptions {
  /** `auto` measures; the others are fixed. */
  readonly setting: ListFormat | "auto";
  /** In [0, 1). */
  readonly random: () => number;
}

/** Below this share of usable items a list does badly. */
const goodShare = 0.8;
/** Replies after which a form is known. */
const enough = 5;
/** Replies after which a form that gave nothing at all is given up. */
const enoughOfNothing = 2;
/** By so much JSON must be better than the list: below, the difference is chance. */
const clearLead = 0.05;
const trialRate = 0.25;
const rareTrialRate = 0.05;
/** Replies that count, the newest: an older one says little of a model that was replaced. */
const remembered = 40;
/** Names of models come from requests too; the one that was asked longest ago is forgotten. */
const maxModels = 100;

interface Measured {
  readonly list: number[];
  readonly json: number[];
  isSchemaRefused: boolean;
  isReasoningExpected: boolean;
}

export function createFormatChoice({ setting, random }: FormatChoiceOptions): FormatChoice {
  const models = new Map<string, Measured>();

  function measuredOf(model: string): Measured {
    const measured = models.get(model) ?? { list: [], json: [], isSchemaRefused: false, isReasoningExpected: false };
    models.delete(model);
    models.set(model, measured);
    const [oldest] = models.keys();
    if (models.size > maxModels && oldest !== undefined) models.delete(oldest);
    return measured;
  }

  return {
    choose(model) {
      if (setting !== "auto") return setting;
      const measured = model === undefined ? undefined : models.get(model);
      if (measured === undefined || measured.isSchemaRefused) return "list";
      const { list, json } = measured;
      if (!isKnown(list) || meanOf(list) >= goodShare) return "list";
      if (!isKnown(json)) return random() < trialRate ? "json" : "list";
      const isJsonBetter = meanOf(json) > meanOf(list) + clearLead;
      const isTrial = random() < rareTrialRate;
      return isJsonBetter !== isTrial ? "json" : "list";
    },
    record({ model, format, asked, usable }) {
      const shares = measuredOf(model)[format];
      shares.push(Math.min(1, usable / asked));
      if (shares.length > remembered) shares.shift();
    },
    refuseSchema(model) {
      measuredOf(model).isSchemaRefused = true;
    },
    noteReasoning(model) {
      measuredOf(model).isReasoningExpected = true;
    },
    isReasoningExpected: (model) => models.get(model)?.isReasoningExpected ?? false,
  };
}

function isKnown(shares: readonly number[]): boolean {
  return shares.length >= enough || (shares.length >= enoughOfNothing && meanOf(shares) === 0);
}

function meanOf(shares: readonly number[]): number {
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

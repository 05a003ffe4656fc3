/** How a loaded model is asked for a persona's reply: by its size guided or left to itself, and judged in any case. */
import { ReparteeError } from "../../core/errors.ts";
import type { GenerateWith, LoadedModel } from "../../core/engine.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { bestCandidate } from "../guided/best-candidate.ts";
import type { ChosenCandidate } from "../guided/candidate-plan.ts";
import { chooseOpening } from "../guided/choose-opening.ts";
import { judgedReply } from "../guided/judged-reply.ts";
import { meansFor, type ModelMeans } from "../guided/model-means.ts";
import { chooseCandidate } from "../judge/choose-candidate.ts";
import { judgeOpening } from "../judge/judge-opening.ts";
import type { JudgeContext } from "../judge/judge-context.ts";
import type { UnusableReason } from "../judge/verdict.ts";
import type { PreparedTurn } from "./prepare-turn.ts";

export interface ModelAskingOptions {
  readonly turn: PreparedTurn;
  readonly context: JudgeContext;
  readonly random: () => number;
  /** Another model may still answer in place of one that has nothing good to add. */
  readonly hasOthers: boolean;
  /** Without what the model only thinks. */
  readonly generate: GenerateWith;
  readonly onRejected: (model: string, reason: UnusableReason) => void;
}

export interface ModelAsking {
  readonly generateWith: GenerateWith;
  /** What was written for the model in the reply that was given out; undefined for a reply of its own. */
  readonly chosen: ChosenCandidate | undefined;
  /** The written sentence for a reply of which the opening was given out, should nothing of the model's follow. */
  readonly ending: string | undefined;
}

/** The second time, the likeliest words. */
const coldSampling = { temperature: 0 };

export function createModelAsking({
  context,
  generate,
  hasOthers,
  onRejected,
  random,
  turn,
}: ModelAskingOptions): ModelAsking {
  const { language } = turn.language;
  let chosen: ChosenCandidate | undefined;
  let ending: string | undefined;

  function ask(model: LoadedModel, request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateEvent> {
    const { info } = model;
    chosen = undefined;
    ending = undefined;
    // An engine without weights says what it was given.
    if (info.device === "none") return generate(model, request, signal);
    const means = meansFor(info);
    if (!means.languages.includes(language)) {
      onRejected(info.name, "model_language");
      return oneEvent({ type: "error", error: otherLanguage(info.name, language) });
    }
    if (isWrittenFor(turn, means)) {
      onRejected(info.name, "written_turn");
      return oneEvent({ type: "error", error: writtenTurnOnly(info.name) });
    }
    const plain = { ...request, input: turn.plainInput, replyPrefix: undefined };
    const fitting = means.layout === turn.layout ? request : plain;
    const sized = { ...fitting, sampling: { ...request.sampling, ...means.sampling } };
    const opening = chooseOpening({
      persona: turn.persona,
      emotion: turn.shownUserEmotion,
      language,
      said: turn.said,
      random,
      candidates: Math.min(means.candidates, info.slots),
    });
    if (opening === undefined) {
      return judgedReply(
        {
          model: info.name,
          context,
          ask: (isPlain, stop) =>
            generate(model, isPlain ? { ...plain, id: `${request.id}.plain`, sampling: coldSampling } : sized, stop),
          onRejected: (reason) => onRejected(info.name, reason),
        },
        signal,
      );
    }
    return bestCandidate(
      model,
      sized,
      {
        plan: { ...opening, ending: mayOpen(opening.opening) ? opening.ending : undefined, sampling: means.sampling },
        onOpening: () => {
          ending = opening.ending;
        },
        choose: (candidates) => {
          const { best } = chooseCandidate(candidates, context);
          if (best === undefined) onRejected(info.name, "below_bar");
          return best;
        },
        onChosen: (one) => {
          chosen = one;
        },
      },
      signal,
    );
  }

  /** Whether the written opening can be shown behind these words, whatever the model adds. */
  function mayOpen(opening: string): boolean {
    return !hasOthers && judgeOpening(opening, context).kind === "good";
  }

  return {
    generateWith: ask,
    get chosen() {
      return chosen;
    },
    get ending() {
      return ending;
    },
  };
}

/** A small model has nothing to ask about a greeting; and one without the guidelines is not left alone with a danger. */
function isWrittenFor({ kind }: PreparedTurn, { candidates, layout }: ModelMeans): boolean {
  return kind === "danger" ? layout === "short" : kind !== undefined && candidates > 0;
}

async function* oneEvent(event: GenerateEvent): AsyncGenerator<GenerateEvent, void, void> {
  yield event;
}

function otherLanguage(model: string, language: string): ReparteeError {
  const message = `Model "${model}" is too small to write in "${language}"`;
  return new ReparteeError("unusable_reply", message, { facts: { reject_reason: "model_language" } });
}

function writtenTurnOnly(model: string): ReparteeError {
  const message = `Model "${model}" is too small for such a turn: the persona's own line answers`;
  return new ReparteeError("unusable_reply", message, { facts: { reject_reason: "written_turn" } });
}

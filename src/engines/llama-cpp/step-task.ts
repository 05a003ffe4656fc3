/** Work that the stepper advances, a decode step at a time. */
export interface StepTask {
  /** Whether this step generates a token; only then must others not be kept waiting by a long prompt. */
  readonly isGenerating: boolean;
  /** Nothing of its reply has been given out yet; absent where nobody waits for a first part of it. */
  readonly isAwaited?: boolean;
  /** False while the task has nothing to do (its reader is behind); it stays in the list. */
  readonly isReady: boolean;
  /** Tokens of prompt still to read; 0 when generating, and when its request was cancelled: it ends with its next step. */
  readonly pendingPromptTokens: number;
  /** Tokens of prompt evaluated so far. */
  readonly promptTokensRead: number;
  /**
   * Its steps evaluate on another context, so they cannot join those of the others: they take turns with them, half of
   * the time each.
   */
  readonly isApart?: true;
  /** It evaluates in the step's own batch (`step-batch.ts`), before those that leave it to the binding. */
  readonly isBatched?: boolean;
  /** Nobody asked for it: it runs while nothing else does, and is no sign of a client. */
  readonly isAhead?: true;
  /** Whose reply it is, where several clients share the steps. */
  readonly client?: string | undefined;
  /** Done once, right before its first step; evaluates nothing, so that it takes no step of the others. Must not throw. */
  begin?(): Promise<void>;
  /** Does one step; true when the task has ended. Must not throw. `promptTokenLimit` bounds a prompt's chunk. */
  step(promptTokenLimit: number): Promise<boolean>;
}

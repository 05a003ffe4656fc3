/** What is being done for a model that is not ready yet. */
export interface LoadActivity {
  /** `converting`: weights of another form are written as GGUF, once. */
  readonly phase: "downloading" | "converting" | "loading";
  /** Until the download ends; absent while it is unknown. */
  readonly etaSeconds?: number;
}

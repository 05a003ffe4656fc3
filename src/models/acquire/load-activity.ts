/** What is being done for a model that is not ready yet. */
export interface LoadActivity {
  readonly phase: "downloading" | "loading";
  /** Until the download ends; absent while it cannot be told. */
  readonly etaSeconds?: number;
}

/** A call that is read when it is whole. */
export interface BlockCall {
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
}

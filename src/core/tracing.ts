/** Where a request's time went, for who collects traces. Nothing here ever holds anybody's words. */

/** Given by whoever asks, and passed on to whom is asked: W3C Trace Context. */
export interface Tracer {
  /** A request came. @param traceparent The header of this name, whatever it holds. */
  begin(requestId: string, traceparent: string | undefined): void;
  /** It was answered, or its client left. */
  end(requestId: string, answered: AnsweredRequest): void;
  /** Another server is asked on behalf of a request. Undefined for one that is not traced. */
  callUpstream(requestId: string, upstream: string, model: string): UpstreamSpan | undefined;
}

export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly aborted: boolean;
}

export interface UpstreamSpan {
  /** For the header of this name. */
  readonly traceparent: string;
  /** @param errorCode Absent where the answer came to its end. */
  end(errorCode?: string): void;
}

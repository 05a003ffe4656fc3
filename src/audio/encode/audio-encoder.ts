/** Formats that speech can be written in. */
export const audioFormats = ["mp3", "wav", "pcm", "opus"] as const;

export type AudioFormat = (typeof audioFormats)[number];

/** Turns samples of one rate into the bytes of a file, part by part. */
export interface AudioEncoder {
  readonly contentType: string;
  /** Bytes that can be sent already; may be empty. */
  push(samples: Float32Array): Promise<Uint8Array>;
  /** The rest of the file. */
  end(): Promise<Uint8Array>;
}

/** Formats that speech can be written in. */
export const audioFormats = ["mp3", "wav", "pcm", "opus", "aac", "flac"] as const;

export type AudioFormat = (typeof audioFormats)[number];

export const audioContentTypes: Readonly<Record<AudioFormat, string>> = {
  ...{ mp3: "audio/mpeg", wav: "audio/wav", pcm: "audio/pcm", opus: "audio/ogg", aac: "audio/aac", flac: "audio/flac" },
};

/** Turns samples of one rate into the bytes of a file, part by part. Dispose it, also where its end is not wanted. */
export interface AudioEncoder extends AsyncDisposable {
  /** Bytes that can be sent already; may be empty. */
  push(samples: Float32Array): Promise<Uint8Array>;
  /** The rest of the file. */
  end(): Promise<Uint8Array>;
}

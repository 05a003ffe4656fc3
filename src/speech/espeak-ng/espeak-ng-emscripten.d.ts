/** What is used of the package, which has no types of its own. */
declare module "@echogarden/espeak-ng-emscripten" {
  export interface EspeakEvent {
    readonly type: "sentence" | "word" | "phoneme" | "end" | "mark" | "play" | "samplerate" | "msg_terminated";
    /** Milliseconds. */
    readonly audio_position: number;
    /** Of a phoneme: IPA. */
    readonly id?: string | number;
  }

  export interface EspeakWorker {
    readonly samplerate: number;
    /** 0 when there is such a voice. */
    set_voice(name: string): number;
    /** Words a minute. */
    set_rate(rate: number): void;
    /** Blocks until it is done; true from the callback ends it early. */
    synthesize(text: string, onAudio: (samples: Int16Array, events: readonly EspeakEvent[]) => boolean): void;
  }

  export default function load(): Promise<{ readonly eSpeakNGWorker: new () => EspeakWorker }>;
}

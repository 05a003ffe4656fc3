import type { AudioFormat } from "./encode/audio-encoder.ts";

interface SoundFormat {
  readonly name: string;
  /** What holds it. */
  readonly files: readonly string[];
  readonly isRead: "always" | "with-package" | "never";
  /** The name that requests have for it. */
  readonly written?: AudioFormat;
}

/** What recordings may be, and what speech is written in. */
export const soundFormats: readonly SoundFormat[] = [
  { name: "WAV", files: ["WAV"], isRead: "always", written: "wav" },
  { name: "MP3", files: ["MP3"], isRead: "always", written: "mp3" },
  { name: "FLAC", files: ["FLAC"], isRead: "always", written: "flac" },
  { name: "Opus", files: ["Ogg", "WebM", "Matroska", "MP4"], isRead: "always", written: "opus" },
  { name: "Vorbis", files: ["Ogg"], isRead: "always" },
  { name: "AAC", files: ["M4A", "MP4", "ADTS"], isRead: "with-package", written: "aac" },
  { name: "raw samples", files: [], isRead: "never", written: "pcm" },
];

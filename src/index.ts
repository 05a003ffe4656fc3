/** Repartee as a library: its public names, and nothing else. docs/library.md shows each function. */
export { createRepartee, type Repartee, type ReparteeOptions } from "./api/create-repartee.ts";
export type { ChatFunctions, ChatRequest, CompletionRequest, ReplyOptions } from "./api/chat.ts";
export type { ConversationListQuery, ReparteeConversations } from "./api/conversations.ts";
export type { ClassifyOptions, EmbedOptions, ModelCallFunctions } from "./api/model-calls.ts";
export type { LoadWaitOptions, PullModelOptions, ReparteeModels } from "./api/models.ts";
export type { OverriddenPersona, ReparteePersonas } from "./api/personas.ts";
export type { StoredPreference, ReparteePreferences } from "./api/preferences.ts";
export type { RecommendFunctions, RecommendOptions } from "./api/recommend.ts";
export type { Abortable, RequestOptions } from "./api/request-options.ts";
export type { RespondFunctions, RespondOptions } from "./api/respond.ts";
export type { SmollmFunctions, SmollmOptions } from "./api/smollm.ts";
export type { TasteFunctions, TasteOptions } from "./api/taste-chat.ts";
export type { ReparteeUsers } from "./api/users.ts";
export type { VoiceFunctions } from "./api/voice.ts";
export type { ConverseOptions, Recording, SpeakOptions, TranscribeOptions } from "./api/voice-requests.ts";
export type { ConversationEmotions, MessageEmotion } from "./chat/conversation/conversation-emotions.ts";
export { emotionTrend, type EmotionTrend } from "./chat/emotion/emotion-trend.ts";
export type { Persona } from "./chat/persona/persona.ts";
export type { EmpathicReply, RespondEvent } from "./chat/respond/empathic-reply.ts";
export type { RespondRequest } from "./chat/respond/respond-request.ts";
export type { TasteTurn } from "./chat/taste/index.ts";
export type { ListenAddress, ListeningAddress } from "./app.ts";
export type {
  Auto,
  Config,
  LogFormat,
  LogLevel,
  ModelConfig,
  OpenAiFallback,
  SmollmProvider,
  UpstreamConfig,
  UpstreamDialect,
} from "./config/index.ts";
export type { ChatMessage } from "./core/chat-message.ts";
export type { ClassifyResult } from "./core/classify.ts";
export type { Conversation, MessageState, StoredMessage } from "./core/conversation.ts";
export type { EmbedResult } from "./core/embed.ts";
export type { EmotionDistribution, EmotionLabel, EmotionReading, EmotionSource } from "./core/emotion.ts";
export type { MonoAudio } from "./core/speech/audio.ts";
export type { TimedViseme, VisemeName } from "./core/speech/viseme.ts";
export { errorCatalog, ReparteeError, type ErrorCode, type ErrorDetails } from "./core/errors.ts";
export type { FinishReason, GeneratedTokenLogprob, TokenLogprob } from "./core/generate-event.ts";
export type { ResponseFormat } from "./core/generate-request.ts";
export type { JsonObject, JsonValue } from "./core/json.ts";
export type { Language, LanguageReading, LanguageSource } from "./core/language.ts";
export type { Log, LogFields } from "./core/log.ts";
export type { ModelInfo } from "./core/model-info.ts";
export type { Embedding, Preference, PreferenceVerdict } from "./core/preference.ts";
export type { Reply, ReplyEvent, ReplyOrigin, ReplySource, ReplyTimings } from "./core/reply.ts";
export { defaultSampling, type SamplingOptions } from "./core/sampling.ts";
export type { UserData } from "./core/stores.ts";
export type { ToolCall, ToolChoice, ToolDefinition } from "./core/tool.ts";
export type { Usage } from "./core/usage.ts";
export type { Warning } from "./core/warning.ts";
export type { DownloadProgress } from "./models/download/progress.ts";
export type { LocalModel } from "./models/local/local-models.ts";
export type { ModelState, ModelStatus, RunningModel } from "./models/pool/model-pool.ts";
export type { RemovedModel } from "./models/pool/remove-model.ts";
export type { NamedPreference } from "./recommend/recommend-request.ts";
export type { TranscribedRecording, TranscribedSegment } from "./voice/hear/transcribe-recording.ts";
export type { VoiceSession } from "./voice/session/create-voice-session.ts";
export type { SessionEvent, SessionState } from "./voice/session/session-event.ts";
export type { VoiceEvent, VoiceLatency } from "./voice/voice-event.ts";
export type { FoundPreference, Recommendation, Recommendations } from "./recommend/recommender.ts";
export type { NewPreference, PreferenceQuery, PreferenceSearch } from "./recommend/preferences/preference-requests.ts";

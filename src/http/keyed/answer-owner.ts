/** Whose data a stored answer is: it is removed with them. */
export interface AnswerOwner {
  readonly userId?: string;
  readonly conversationId?: string;
}

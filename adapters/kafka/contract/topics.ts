/** Topics by name. Glossary: topic = chủ đề · record = bản ghi · partition = phân vùng · consumer group = nhóm đọc. */

export interface Topics {
  /** Out: what happened to dossiers. */
  readonly events: string;
  /** Out, for the hub's operators: records that could not be understood. */
  readonly deadLetters: string;
  /** In: one for each partner; the broker's ACL lets only that partner write there, so the topic says who speaks. */
  readonly commands: (partnerId: string) => string;
  /** Out: what became of that partner's commands. */
  readonly results: (partnerId: string) => string;
}

/** The topics below a prefix ("lienthong" → "lienthong.dossier-events" …). */
export const topicsOf = (prefix: string): Topics => ({
  events: `${prefix}.dossier-events`,
  deadLetters: `${prefix}.dead-letters`,
  commands: (partnerId) => `${prefix}.commands.${partnerId}`,
  results: (partnerId) => `${prefix}.results.${partnerId}`,
});

/** What Kafka takes as a topic's name. */
export const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/;

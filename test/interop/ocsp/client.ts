/** What a client made of a certificate after it asked our server; `refused` when it looked no further than the certificate. */
export type Verdict = 'good' | 'revoked' | 'unknown' | 'refused';

/** A certificate to ask about, with what a client needs for that. */
export interface Subject {
  /** In file names. */
  readonly id: string;
  readonly pem: string;
  readonly issuerPem: string;
  readonly rootPem: string;
  /** Where to ask about what the issuer has issued. */
  readonly url: string;
}

/** Software of others that asks about certificates, and verifies the answers. */
export interface Client {
  readonly name: string;
  /** Why it is not asked; false when it is. */
  readonly skip: string | false;
  /** All that it says about each, in their order. */
  ask(subjects: readonly Subject[]): Promise<string[]>;
  /** How its words read. */
  readonly words: Readonly<Record<Verdict, RegExp | null>>;
}

/** The verdict in what a client said; all of its words where there is none, or more than one. */
export function verdictOf({ words }: Client, said: string): string {
  const verdicts = ['good', 'revoked', 'unknown', 'refused'] as const;
  const [first, second] = verdicts.filter((verdict) => words[verdict]?.test(said));
  return first && !second ? first : said;
}

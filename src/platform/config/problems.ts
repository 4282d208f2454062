import { CaError } from '#base';
import type { Problem } from '#base';

/** One `bad_config` holding all `problems`; its one line is the first of them and how many more there are. */
export function problemsError(problems: readonly Problem[]): CaError {
  const [first] = problems;
  const more = problems.length - 1;
  const tail = more > 0 ? ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})` : '';
  return new CaError('bad_config', `${first?.detail ?? 'Bad settings.'}${tail}`, { problems });
}

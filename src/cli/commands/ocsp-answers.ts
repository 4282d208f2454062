import type { Authority } from '#authorities';
import {
  authoritiesArgument,
  chooseAuthorities,
  forEachAuthority,
  type ChosenAuthorities,
} from '../choose-authorities.ts';
import type { CommandSpec } from '../command.ts';

/** `certwright ocsp answers [AUTHORITY...]` */
export const signOcspAnswers: CommandSpec<Pick<ChosenAuthorities, 'authorities'>> = {
  path: ['ocsp', 'answers'],
  alias: 'generate_ocsp_responses',
  summary: 'Sign the OCSP answers about all valid certificates ahead of the questions.',
  description:
    'A server signs an answer when it is first asked for and renews it from then on. This has all of them ready: for servers that hold no key of a responder, and before a rush. Prints how many there are now.',
  arguments: [authoritiesArgument],
  examples: [['certwright ocsp answers issuing', 'About all that one authority issued']],
  groups: () => [],
  async run(context, input) {
    const app = await context.app();
    const sign = async (authority: Authority): Promise<void> => {
      let answers = 0;
      for await (const { paths } of app.ocsp.currentAnswers(authority))
        answers += paths.length > 0 ? 1 : 0;
      context.out.line(`${authority.name}: ${answers} answers`);
    };
    const chosen = await chooseAuthorities(app, input);
    await forEachAuthority(chosen, sign, (line) => context.err.line(line));
  },
};

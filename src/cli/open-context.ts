import type { App } from '#app';
import { day } from '#base';
import { loadConfig, type Config } from '#config';
import { createProfiles, type ProfilesOptions } from '#profiles';
import type { Context } from './context.ts';
import type { Io } from './io.ts';
import { createOutput } from './output.ts';

/** Prepares a run; nothing is opened and nothing written before a command asks for it. */
export async function openContext(io: Io): Promise<Context> {
  let config: Promise<Config> | undefined;
  let app: Promise<App> | undefined;
  const settings = (): Promise<Config> => (config ??= loadConfig({ env: io.env }));
  return Object.freeze<Context>({
    io,
    out: createOutput(io.stdout),
    err: createOutput(io.stderr),
    profileNames: await profileNames(settings),
    settings,
    app: async () => io.app ?? (app ??= open(settings, io)),
    close: async () => {
      const opened = await app?.catch(() => undefined);
      await opened?.close();
    },
  });
}

/** What opens the app is loaded late: the help needs none of it. */
async function open(settings: () => Promise<Config>, { clock }: Io): Promise<App> {
  const config = await settings();
  const { openWith } = await import('./open-app.ts');
  return openWith(config, { jobs: 'hold', clock });
}

/** Faults of the settings are told by the command that needs them, not by the help. */
async function profileNames(settings: () => Promise<Config>): Promise<readonly string[]> {
  try {
    return namesOf(await settings());
  } catch {
    return namesOf({ defaultExpiresMs: day });
  }
}

function namesOf(options: ProfilesOptions): readonly string[] {
  const { profiles, defaultProfile, defaultExpiresMs } = options;
  const all = createProfiles({ profiles, defaultProfile, defaultExpiresMs }).list();
  return all.map(({ name }) => name);
}

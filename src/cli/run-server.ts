import { createAcmeWire } from '#acme-wire';
import type { App } from '#app';
import { loadConfig, type Config } from '#config';
import { createHttp, createLogger, type Http, type Readiness } from '#http';
import { createMetrics } from '#metrics';
import { createRest } from '#rest';
import { createStatus } from '#status';
import { bannerLines, madeLines } from './banner.ts';
import { checkAddress } from './check-address.ts';
import type { Context } from './context.ts';
import { completeFirstStart, type FirstStart } from './first-start.ts';
import { giveMemoryBackOnceQuiet } from './give-memory-back.ts';
import type { Io } from './io.ts';
import { openWith } from './open-app.ts';
import { untilStopped } from './stop-signal.ts';
import { packageVersion } from './version.ts';

/** What the command line says over the settings. */
export interface ServerAddress {
  readonly host?: string;
  readonly port?: number;
  /** Holds no keys and does no work in the background: others do, on the same database. */
  readonly webOnly?: boolean;
}

/**
 * Runs the server until it is told to stop, in this order: settings, is the address free, data directory and app, what
 * a first start makes, listen, say so. Then wait, and close it all: requests in flight first, then jobs, then the data.
 *
 * @throws CaError `bad_config`, `address_in_use`, `bad_data_directory`, `data_too_new`. Of the first two nothing has
 *   been written.
 */
export async function runServer(context: Context, address: ServerAddress): Promise<void> {
  const config = await loadConfig({ env: withAddress(context.io.env, address) });
  await checkAddress(config);
  const logger = createLogger({ level: config.logLevel, destination: context.io.stderr });
  const report = (error: unknown): void =>
    logger.error({ err: error }, 'nobody else heard of this');
  const keyless = address.webOnly ?? false;
  const jobs = keyless ? 'hold' : 'run';
  const place = placeOf(config);
  const { url } = place;
  const app = await openWith(config, { jobs, keyless, report, clock: context.io.clock, url });
  try {
    const started = keyless ? {} : await completeFirstStart(app, config.adminPassword);
    context.out.lines(madeLines(started));
    const http = await createServer({ config, app, logger, url });
    try {
      await serveUntilStopped(context, { config, http, started, place });
    } finally {
      await http.close();
    }
  } finally {
    await app.close();
  }
}

type Logger = ReturnType<typeof createLogger>;

interface Running {
  readonly config: Config;
  readonly http: Http;
  readonly started: FirstStart;
  readonly place: Place;
}

/** Where clients find the server. */
interface Place {
  /** The external address: the one of the settings. Port 0 in it is the one that the server listens on, once it does. */
  url(): string;
  listensAt(origin: string): void;
}

function placeOf({ url }: Config): Place {
  let found = url;
  return {
    url: () => found,
    listensAt: (origin) => (found = url.replace(/:0$/, `:${new URL(origin).port}`)),
  };
}

async function serveUntilStopped(
  { io, out }: Context,
  { config, http, started, place }: Running,
): Promise<void> {
  const stopped = untilStopped(io.signals ?? process);
  const origin = await http.listen({ host: config.host, port: config.port });
  place.listensAt(origin);
  const base = `${config.port === 0 ? origin : config.url}/${config.path}`;
  const variable = io.env['CERTWRIGHT_ADMIN_PASSWORD'] ? 'CERTWRIGHT_ADMIN_PASSWORD' : undefined;
  out.lines(bannerLines({ base, origin, started, passwordVariable: variable }));
  using _memory = giveMemoryBackOnceQuiet();
  await stopped;
  out.line('Stopping: requests in flight are answered first.');
}

function createServer({
  config,
  app,
  logger,
  url,
}: {
  readonly config: Config;
  readonly app: App;
  readonly logger: Logger;
  readonly url: () => string;
}): Promise<Http> {
  return createHttp({
    users: app.users,
    surfaces: [
      ...(config.restApi ? [createRest({ ...app, version: packageVersion() })] : []),
      createStatus(app),
      createAcmeWire({ ...app, url, path: config.path }),
    ],
    logger,
    path: config.path,
    trustedProxies: config.trustedProxies,
    readiness: () => readiness(app),
    watching: createMetrics(app),
  });
}

/**
 * The database answers, and was not restored from a backup without a word from an operator; of the authorities that are
 * enabled at least one can sign, where there are any and this process holds keys; no revocation list is close to its
 * nextUpdate or beyond it, no OCSP responder is about to end without another, and what this process publishes is where it
 * belongs.
 */
async function readiness({
  users,
  authorities,
  keys: { aliases },
  fence,
  crl,
  ocsp,
  publishing,
}: App): Promise<Readiness> {
  await users.count();
  const enabled = (await authorities.list()).filter((authority) => authority.enabled);
  const signing = await Promise.all(enabled.map((authority) => authorities.canSign(authority)));
  const crls = (await crl.freshness()).length === 0;
  const keys = aliases.length === 0 || enabled.length === 0 || signing.includes(true);
  return {
    database: true,
    restore: fence.isOpen(),
    keys,
    crls,
    ocsp: (await ocsp.freshness()).fresh,
    ...(publishing && { publishing: publishing.stale().length === 0 }),
  };
}

function withAddress(env: Io['env'], { host, port }: ServerAddress): Io['env'] {
  return {
    ...env,
    ...(host !== undefined && { CERTWRIGHT_HOST: host }),
    ...(port !== undefined && { CERTWRIGHT_PORT: String(port) }),
  };
}

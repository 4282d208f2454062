import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { looseScriptPolicy, serveFiles } from '#http';

const ownFiles = join(import.meta.dirname, 'docs');
const swaggerFiles = dirname(
  fileURLToPath(import.meta.resolve('@fastify/swagger-ui/static/swagger-ui.css')),
);

/**
 * Serves the OpenAPI document, which is made when it is first asked for, and the page that shows it, both without
 * login. Everything the page loads comes from here; no script or style is inline.
 */
export async function serveDocs(
  server: FastifyInstance,
  makeDocument: () => object,
): Promise<void> {
  const at = `${server.prefix}/api`;
  let text: string | undefined;
  const page = (await readFile(join(ownFiles, 'docs.html'), 'utf8')).replaceAll('{{api}}', at);
  const config = { policy: 'public' } as const;
  server.get('/api/openapi.json', { config }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(makeDocument()))),
  );
  for (const url of ['/api/docs', '/api/docs/']) {
    server.get(url, { config }, (_request, reply) =>
      reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          // Swagger UI writes HTML as text, which Trusted Types would forbid.
          'content-security-policy': looseScriptPolicy,
        })
        .send(page),
    );
  }
  serveFiles(server, { url: '/api/docs/', directory: ownFiles, names: ['docs.css', 'docs.js'] });
  serveFiles(server, {
    url: '/api/docs/',
    directory: swaggerFiles,
    names: ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'],
  });
}

import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { serveFiles } from './files.ts';
import type { Link } from './surface.ts';

/** Serves the first page at the root of `server`: what this is, and links to what it offers. */
export function serveHome(server: FastifyInstance, prefix: string, links: readonly Link[]): void {
  const page = homePage(prefix, links);
  server.route({
    method: ['GET', 'HEAD'],
    url: '/',
    prefixTrailingSlash: 'slash',
    config: { policy: 'public' },
    handler: (_request, reply) => reply.type('text/html; charset=utf-8').send(page),
  });
  serveFiles(server, {
    url: '/assets/',
    directory: join(import.meta.dirname, 'assets'),
    names: ['home.css', 'icon.svg'],
  });
}

function homePage(prefix: string, links: readonly Link[]): string {
  const items = links.map(
    ({ path, title, description }) =>
      `<li><a href="${escapeHtml(prefix)}/${escapeHtml(path)}">${escapeHtml(title)}</a> ${escapeHtml(description)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Certwright</title>
    <link rel="icon" href="${escapeHtml(prefix)}/assets/icon.svg">
    <link rel="stylesheet" href="${escapeHtml(prefix)}/assets/home.css">
  </head>
  <body>
    <main>
      <h1>Certwright</h1>
      <p>This is a certificate authority. It is running.</p>
      <ul>
        ${items.join('\n        ')}
      </ul>
    </main>
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

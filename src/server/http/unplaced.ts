import type { FastifyReply } from 'fastify';
import type { RouteTable } from './route-table.ts';

const html = 'text/html; charset=utf-8';

/**
 * Answers a request for which the router found nothing: 405 when only the method is wrong, 301 when only the slash at
 * the end is missing (for every method), 404 otherwise. Neither body nor login is looked at.
 */
export function answerUnplaced(reply: FastifyReply, routes: RouteTable): FastifyReply {
  const { path, query } = split(reply.request.url);
  const methods = routes.methodsAt(path);
  if (methods.length > 0) {
    return reply
      .code(405)
      .headers({ allow: methods.join(', '), 'content-type': html })
      .send('Method not allowed');
  }
  if (!path.endsWith('/') && routes.methodsAt(`${path}/`).length > 0) {
    return reply.redirect(`${path}/${query}`, 301);
  }
  return answerNotFound(reply);
}

/** The page for addresses that do not exist. It repeats nothing of the address. */
export function answerNotFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).header('content-type', html).send(notFoundPage);
}

function split(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark) };
}

const notFoundPage = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Not Found</title></head>
  <body><h1>Not Found</h1><p>There is nothing at this address.</p></body>
</html>
`;

/** The addresses that exist, for answering requests that the router could not place. */
export interface RouteTable {
  add(pattern: string, methods: string | readonly string[]): void;
  /** Methods of all routes that match this path, sorted; empty when there is none. */
  methodsAt(path: string): readonly string[];
}

/** An empty table. Patterns are the router's: `/ca/:serial(^[0-9A-F]+$)/`; paths come as sent, percent-encoded. */
export function createRouteTable(): RouteTable {
  const routes: { readonly shape: RegExp; readonly methods: readonly string[] }[] = [];
  return Object.freeze<RouteTable>({
    add: (pattern, methods) =>
      void routes.push({ shape: shapeOf(pattern), methods: [methods].flat() }),
    methodsAt: (path) => {
      const plain = decode(path);
      if (plain === undefined) return [];
      const found = routes.filter(({ shape }) => shape.test(plain));
      return [...new Set(found.flatMap(({ methods }) => methods))].sort();
    },
  });
}

function shapeOf(pattern: string): RegExp {
  const segments = pattern.split('/').map((segment) => {
    if (segment === '*') return '.*';
    if (!segment.startsWith(':')) return RegExp.escape(segment);
    return /\(\^(.*)\$\)$/.exec(segment)?.[1] ?? '[^/]+';
  });
  return new RegExp(`^${segments.join('/')}$`, 'u');
}

function decode(path: string): string | undefined {
  try {
    return path.split('/').map(decodeSegment).join('/');
  } catch {
    return undefined;
  }
}

/** An encoded slash stands for a character of the segment, whatever it is. */
function decodeSegment(segment: string): string {
  return decodeURIComponent(segment).replaceAll('/', '_');
}

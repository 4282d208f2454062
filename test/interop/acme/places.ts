/** Addresses that look public and lead nowhere but to the loopback of the test's own network. */
export const serverAddress = '45.45.45.1';
export const serverPort = 14_000;
/** Where files are served from, for clients that only write them. */
export const webAddress = '45.45.45.9';

const most = 20;

export const allAddresses: readonly string[] = [
  serverAddress,
  webAddress,
  ...Array.from({ length: most }, (_, cell) => cellAddress(cell)),
];

/** The address of a cell whose client brings a server of its own. */
export function cellAddress(cell: number): string {
  return `45.45.45.${10 + cell}`;
}

/** The address of `nCELL.CLIENT.test`, and of the server itself. */
export function addressOf(name: string): string {
  if (name === 'ca.test') return serverAddress;
  const [, cell] = /(?:^|\.)n(\d+)\.(?:certbot|lego|caddy|apache2)\.test$/.exec(name) ?? [];
  return cell === undefined ? webAddress : cellAddress(Number(cell));
}

import type { Browser } from 'playwright-core';
import { findTool } from './tools.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Silence: no greeting, and no traffic of the browser's own beside what the test asks for. */
const flags = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of Chromium or Chrome: `CHROME_PATH` if set, else the first of their usual names in PATH, or undefined. */
export function findBrowser(): string | undefined {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) return chosen;
  return names.map(findTool).find((path) => path !== undefined);
}

/** As `skipWithout`, for {@link launchBrowser}. */
export function skipWithoutBrowser(): string | false {
  if (findBrowser() !== undefined) return false;
  return 'Chromium is not on this machine (Debian: apt-get install chromium; elsewhere set CHROME_PATH)';
}

/**
 * Starts a headless browser; the caller closes it (`await using browser = await launchBrowser()`).
 *
 * @param more Further command-line switches of Chromium.
 * @throws Error with the words of {@link skipWithoutBrowser} when there is none.
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(String(skipWithoutBrowser()));
  // Loaded here, so that tests which ask other oracles do not wait for it.
  const { chromium } = await import('playwright-core');
  // Chromium's sandbox does not start for root; the pages it sees here are ours.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...flags, ...sandbox, ...more] });
}

import assert from 'node:assert/strict';
import test from 'node:test';
import { findBrowser, launchBrowser, skipWithoutBrowser } from '#oracles';

test('the browser runs a page', { skip: skipWithoutBrowser() }, async () => {
  await using browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto('data:text/html,<title>old</title><script>document.title = "new"</script>');
  assert.equal(await page.title(), 'new');
});

test('CHROME_PATH goes before the usual names', () => {
  const before = process.env['CHROME_PATH'];
  process.env['CHROME_PATH'] = '/opt/chrome';
  try {
    assert.equal(findBrowser(), '/opt/chrome');
  } finally {
    if (before === undefined) delete process.env['CHROME_PATH'];
    else process.env['CHROME_PATH'] = before;
  }
});

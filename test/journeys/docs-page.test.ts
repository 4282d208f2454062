/* The interactive documentation in a real browser: it works, and no request leaves the machine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchBrowser, skipWithoutBrowser } from '#oracles';
import { testServer } from './test-server.ts';

test(
  'the documentation page lists the API, signs in, tries a call, asks nobody else',
  { skip: skipWithoutBrowser() },
  async () => {
    await using server = await testServer();
    const origin = await server.listen();
    await using browser = await launchBrowser();
    const page = await browser.newPage();
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) elsewhere.push(url);
    });

    await page.goto(`${origin}/api/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel('Password').fill('admin password');
    await page.getByRole('button', { name: 'Apply credentials' }).first().click();
    await page.getByRole('button', { name: 'Close' }).first().click();

    const list = page.locator(
      '#operations-Certificate_authorities-django_ca_api_endpoints_list_certificate_authorities',
    );
    await list.getByRole('button').first().click();
    await list.getByRole('button', { name: 'Try it out' }).click();
    await list.getByRole('button', { name: 'Execute' }).click();
    await list.getByText(server.ca.issuing.serial).first().waitFor();

    assert.equal(await page.locator('.opblock').count(), 12);
    assert.deepEqual(complaints, []);
    assert.deepEqual(elsewhere, []);
  },
);

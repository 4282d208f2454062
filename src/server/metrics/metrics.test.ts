import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHttp, createLogger } from '#http';
import { name } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { createMetrics } from './index.ts';

test('/metrics tells of requests, certificates and lists, to anybody', async () => {
  await using app = await testApp();
  const logger = createLogger({ level: 'silent' });
  const watching = createMetrics(app);
  const http = await createHttp({ users: app.users, surfaces: [], logger, watching });
  const { pem: csr } = await makeCsr();
  const certificate = await app.certificates.issue(app.issuing, { csr, subject: name('CN=x') });
  await app.certificates.revoke(certificate);
  await app.crl.generate(app.issuing);
  await app.events.idle();
  await http.inject('/healthz');

  const { statusCode, headers, body } = await http.inject('/metrics');
  await http.close();
  assert.equal(statusCode, 200);
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  const labels = `authority="${app.issuing.serial}",list="user"`;
  const nextUpdate = Math.floor(noon / 1000) + 86_400;
  for (const line of [
    'certwright_certificates_revoked_total 1',
    'certwright_http_request_duration_seconds_count{method="GET",status="200"} 1',
    `certwright_crl_entries{${labels}} 1`,
    `certwright_crl_next_update_timestamp_seconds{${labels}} ${nextUpdate}`,
    'certwright_ocsp_revocation_visible_seconds{of="last"} 0',
  ])
    assert.ok(body.includes(`\n${line}\n`), `${line}\n${body}`);
  assert.match(body, /\ncertwright_certificates_issued_total [1-9]/);
  assert.match(body, /\nprocess_cpu_seconds_total /);
});
